//! Which settings a run's `config` may have. Ranges are the engine's business; a wrong name or kind of value is found
//! here, when the lesson is built.

use serde_json::Value;

/// The lab's settings, and what kind of value each has.
const SETTINGS: [(&str, Kind); 19] = [
    ("architecture", Kind::Text),
    ("augment", Kind::Switch),
    ("backend", Kind::Text),
    ("batchSize", Kind::Whole),
    ("bodyRate", Kind::Number),
    ("depth", Kind::Whole),
    ("epochs", Kind::Whole),
    ("frozen", Kind::List),
    ("groupRates", Kind::Object),
    ("labelSmoothing", Kind::Number),
    ("learningRate", Kind::Number),
    ("optimiser", Kind::Text),
    ("pictures", Kind::Whole),
    ("pretrained", Kind::Switch),
    ("schedule", Kind::Text),
    ("seed", Kind::Whole),
    ("validShare", Kind::Number),
    ("weightDecay", Kind::Number),
    ("width", Kind::Whole),
];

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Switch,
    Whole,
    Number,
    List,
    Object,
}

/// What is wrong with a setting, if anything.
pub(super) fn fault(key: &str, value: &Value) -> Option<String> {
    let Some((_, kind)) = SETTINGS.iter().find(|(name, _)| *name == key) else {
        let names = SETTINGS.map(|(name, _)| name).join(", ");
        return Some(format!("config: there is no setting \"{key}\", expected one of {names}"));
    };
    let (fits, expected) = match kind {
        Kind::Text => (value.is_string(), "a word in quotes"),
        Kind::Switch => (value.is_boolean(), "true or false"),
        Kind::Whole => (value.is_u64(), "a whole number"),
        Kind::Number => (value.is_number(), "a number"),
        Kind::List => (value.as_array().is_some_and(|list| list.iter().all(Value::is_string)), "a list of names"),
        Kind::Object => (value.is_object(), "an object"),
    };
    (!fits).then(|| format!("config: \"{key}\" is {value}, expected {expected}"))
}
