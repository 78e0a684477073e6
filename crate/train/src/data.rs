//! The pictures of a run: which files are needed, how they become a pool, how the pool is split.

use vision::{shuffle, Chunk, Manifest, Random, Stream};

use crate::config::Config;
use crate::trainer::Pool;

/// Chunks that hold the first `count` pictures of a split.
pub fn chunks<'a>(manifest: &'a Manifest, split: &str, count: u32) -> &'a [Chunk] {
    let chunks = manifest.split(split).map_or(&[][..], |s| &s.chunks);
    let mut have = 0;
    let wanted = chunks.iter().position(|chunk| {
        have += chunk.count;
        have >= count
    });
    &chunks[..wanted.map_or(chunks.len(), |last| last + 1)]
}

/// Appends the first `count` pictures of opened chunks (pixels with labels) to a pool.
pub fn append<'a>(pool: &mut Pool, count: u32, opened: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) {
    let mut left = count as usize;
    for (pixels, labels) in opened {
        let take = left.min(labels.len());
        pool.pixels.extend_from_slice(&pixels[..take * vision::SIDE_BYTES]);
        pool.labels.extend_from_slice(&labels[..take]);
        left -= take;
    }
}

/// Splits a pool by the seed into training and validation positions, each balanced as the pool is: the seed decides
/// which pictures of every class are held out.
pub fn split(pool: &Pool, config: &Config) -> (Vec<u32>, Vec<u32>) {
    let total = pool.labels.len() as u32;
    let valid = config.valid_pictures().min(total.saturating_sub(1));
    let classes = pool.labels.iter().max().map_or(0, |most| u32::from(*most) + 1);
    let (mut train_set, mut valid_set) = (Vec::new(), Vec::new());
    let mut random = Random::new(config.seed, Stream::Split, 0);
    let mut held_out = 0;
    for class in 0..classes {
        let mut members: Vec<u32> = (0..total).filter(|i| u32::from(pool.labels[*i as usize]) == class).collect();
        shuffle(&mut members, &mut random);
        // Rounded so that the classes' shares add up to the whole.
        let until = (u64::from(valid) * u64::from(class + 1) / u64::from(classes)) as u32;
        let share = (until - held_out) as usize;
        held_out = until;
        let share = share.min(members.len());
        valid_set.extend_from_slice(&members[..share]);
        train_set.extend_from_slice(&members[share..]);
    }
    // Mixed, so that the first pictures shown are of all classes.
    shuffle(&mut valid_set, &mut random);
    shuffle(&mut train_set, &mut random);
    (train_set, valid_set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_split_is_balanced_whole_and_moved_by_the_seed() {
        let pool =
            Pool { pixels: vec![0; 500 * vision::SIDE_BYTES], labels: (0..500).map(|i| (i % 2) as u8).collect() };
        let config = Config::default();
        let (train, valid) = split(&pool, &config);
        assert_eq!((train.len(), valid.len()), (400, 100));
        assert_eq!(valid.iter().filter(|i| **i % 2 == 0).count(), 50);
        let mut all: Vec<u32> = train.iter().chain(&valid).copied().collect();
        all.sort_unstable();
        assert_eq!(all, (0..500).collect::<Vec<_>>());
        assert_eq!(split(&pool, &config), (train, valid.clone()));
        assert_ne!(split(&pool, &Config { seed: 2, ..config }).1, valid);
    }
}
