//! Random numbers: the same for ever, and even.

use vision::{epoch_draws, pack_words, permutation, Draw, Random, Stream};

#[test]
fn golden_numbers() {
    // A change here changes every run of every seed: links that were shared would show something else.
    // The numbers come from a second program, in Python, written from the description alone.
    let words = |seed, stream, part| {
        let mut random = Random::new(seed, stream, part);
        [random.next_u32(), random.next_u32()]
    };
    assert_eq!(words(1, Stream::Split, 0), [345346551, 2457941438]);
    assert_eq!(words(1, Stream::Shuffle, 0), [2527369565, 4017426538]);
    assert_eq!(words(1, Stream::Shuffle, 1), [1262758666, 3802735164]);
    assert_eq!(words(2, Stream::Shuffle, 0), [3648289134, 1381017141]);
    assert_eq!(permutation(8, &mut Random::new(1, Stream::Shuffle, 0)), [0, 7, 5, 1, 3, 2, 6, 4]);
    assert_eq!(Draw::random(1, 0, 5), Draw { index: 5, dx: -2, dy: 0, flip: true });
    assert_eq!(Draw::random(1, 1, 5), Draw { index: 5, dx: -1, dy: 4, flip: true });
}

#[test]
fn any_counter_can_be_asked_for() {
    let mut random = Random::new(9, Stream::Augment, 4);
    let jump = random.clone();
    let walk: Vec<u64> = (0..10).map(|_| random.next_u64()).collect();
    let jumps: Vec<u64> = (0..10).map(|counter| jump.at(counter)).collect();
    assert_eq!(walk, jumps);
}

#[test]
fn streams_share_nothing() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in [0, 1, 2, u32::MAX] {
        for stream in [Stream::Split, Stream::Shuffle, Stream::Augment, Stream::Weights, Stream::Dropout] {
            for part in [0, 1, 2, 3, u32::MAX] {
                for counter in 0..20 {
                    assert!(seen.insert(Random::new(seed, stream, part).at(counter)), "{seed} {stream:?} {part}");
                }
            }
        }
    }
}

#[test]
fn below_is_even() {
    let mut random = Random::new(3, Stream::Split, 0);
    let mut counts = [0u32; 10];
    for _ in 0..100_000 {
        counts[random.below(10) as usize] += 1;
    }
    // Chi squared with 9 degrees of freedom is above 33.7 once in 10,000 seeds; this seed is fixed.
    let chi: f64 = counts.iter().map(|c| (f64::from(*c) - 10_000.0).powi(2) / 10_000.0).sum();
    assert!(chi < 33.7, "{chi} {counts:?}");
    assert_eq!(random.below(1), 0);
    assert_eq!(random.below(0), 0);
}

#[test]
fn unit_is_below_one() {
    let mut random = Random::new(3, Stream::Weights, 0);
    let numbers: Vec<f32> = (0..100_000).map(|_| random.unit()).collect();
    assert!(numbers.iter().all(|x| (0.0..1.0).contains(x)));
    let mean = numbers.iter().sum::<f32>() / 1e5;
    // Standard error: sqrt(1/12 / 100,000) = 0.0009.
    assert!((mean - 0.5).abs() < 0.005, "{mean}");
}

#[test]
fn a_shuffle_moves_everything_everywhere() {
    // Where does item 0 of 5 go? Each place a fifth of the time.
    let mut counts = [[0u32; 5]; 5];
    for part in 0..20_000 {
        let order = permutation(5, &mut Random::new(1, Stream::Shuffle, part));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4]);
        for (place, item) in order.iter().enumerate() {
            counts[*item as usize][place] += 1;
        }
    }
    // Five standard deviations of a binomial of 20,000 and 1/5 are 283.
    assert!(counts.iter().flatten().all(|c| c.abs_diff(4000) < 283), "{counts:?}");
    assert_eq!(permutation(0, &mut Random::new(1, Stream::Shuffle, 0)), [0u32; 0]);
    assert_eq!(permutation(1, &mut Random::new(1, Stream::Shuffle, 0)), [0]);
}

#[test]
fn every_shift_and_both_flips_occur() {
    let mut counts = std::collections::BTreeMap::new();
    for index in 0..81_000 {
        let draw = Draw::random(7, 2, index);
        assert_eq!(draw.index, index);
        *counts.entry((draw.dx, draw.dy, draw.flip)).or_insert(0u32) += 1;
    }
    assert_eq!(counts.len(), 9 * 9 * 2);
    assert!(counts.keys().all(|(dx, dy, _)| (-4..=4).contains(dx) && (-4..=4).contains(dy)));
    // 500 of each; six standard deviations are 134.
    assert!(counts.values().all(|c| c.abs_diff(500) < 134), "{counts:?}");
}

#[test]
fn words_are_what_the_gather_operation_reads() {
    assert_eq!(Draw { index: 12, dx: -4, dy: 3, flip: true }.words(), [12, 0x01_07_00]);
    assert_eq!(Draw::plain(3).words(), [3, 0x04_04]);
    assert_eq!(epoch_draws(1, 0, &[9, 2], false), [9, 0x04_04, 2, 0x04_04]);
    let augmented = epoch_draws(5, 6, &[9, 2], true);
    assert_eq!(augmented, [Draw::random(5, 6, 9).words(), Draw::random(5, 6, 2).words()].concat());
    assert_ne!(augmented, epoch_draws(5, 7, &[9, 2], true));
}

#[test]
fn pixels_pack_little_endian() {
    assert_eq!(pack_words(&[1, 2, 3, 4, 5, 6, 7, 8]), [0x0403_0201, 0x0807_0605]);
    assert_eq!(pack_words(&[1, 2, 3, 4, 5]), [0x0403_0201, 5]);
    assert_eq!(pack_words(&[0; vision::SIDE_BYTES]).len(), 768);
}
