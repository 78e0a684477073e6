//! Rules between the settings, as the lab's controls apply them.

use train::config::{Config, GROUPS};

/// Whether there are pretrained weights for this shape of network.
pub fn has_weights(config: &Config) -> bool {
    config.pretrained_weights().is_some()
}

/// The nearest settings that fit together: no pretrained weights where none exist.
pub fn fitting(mut config: Config) -> Config {
    if config.pretrained && !has_weights(&config) {
        config.pretrained = false;
    }
    config
}

/// Freezes or thaws a group; the order of groups is that of the network. Never freezes the last free one.
pub fn with_frozen(config: &Config, group: &str, frozen: bool) -> Config {
    let is = |g: &str| if g == group { frozen } else { config.frozen.iter().any(|f| f == g) };
    let all: Vec<String> = GROUPS.iter().filter(|g| is(g)).map(|g| g.to_string()).collect();
    if all.len() == GROUPS.len() {
        return config.clone();
    }
    Config { frozen: all, ..config.clone() }
}

/// The settings to begin with: the largest pretrained network that the device carries in seconds.
pub fn initial(gpu: bool) -> Config {
    let width = if gpu { 32 } else { 16 };
    Config { width, ..Config::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use train::config::Architecture;

    #[test]
    fn pretrained_only_where_weights_exist() {
        assert!(has_weights(&Config::default()));
        assert!(!has_weights(&Config { width: 8, ..Config::default() }));
        assert!(!has_weights(&Config { architecture: Architecture::Mlp, ..Config::default() }));
        assert!(!fitting(Config { depth: 2, ..Config::default() }).pretrained);
        assert!(fitting(initial(true)).pretrained);
        fitting(Config { width: 12, ..Config::default() }).validate().unwrap();
    }

    #[test]
    fn the_last_free_group_stays_free() {
        let mut config = Config::default();
        for group in GROUPS {
            config = with_frozen(&config, group, true);
        }
        assert_eq!(config.frozen, ["stem", "stage1", "stage2", "stage3"]);
        config.validate().unwrap();
        assert_eq!(with_frozen(&config, "stage1", false).frozen, ["stem", "stage2", "stage3"]);
    }
}
