//! Dataset packs: a manifest and a few sheets of pictures that arrive one after the other.

use serde::{Deserialize, Serialize};

use crate::normalise::Statistics;

/// The version of the manifest that this code writes and reads.
pub const FORMAT: u32 = 1;

/// Bytes of a manifest, at most.
const MAX_MANIFEST: usize = 256 * 1024;
/// Pictures in one chunk, at most.
const MAX_COUNT: u32 = 1024;
/// Bytes of one chunk, at most.
const MAX_CHUNK: u32 = 4 << 20;

/// What a pack holds and where it comes from: `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Name of the pack and of its folder.
    pub name: String,
    /// Where the pictures come from.
    pub source: Source,
    /// What is known about the right to use them.
    pub licence: String,
    /// The seed that drew and ordered the pictures.
    pub seed: u32,
    /// Pixels of a picture a side.
    pub side: u32,
    /// Pictures in a row of a sheet.
    pub columns: u32,
    /// What the pictures are to be normalised with.
    pub statistics: Statistics,
    /// The answers: a label is a position in this list.
    pub classes: Vec<Class>,
    /// Pictures by what they are for.
    pub splits: Vec<Split>,
}

/// Where pictures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Name of the collection.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// When.
    pub year: u32,
    /// The publication that describes it.
    pub publication: String,
    /// Its page.
    pub url: String,
    /// The package that carries it, with its version.
    pub package: String,
    /// Of the package's file.
    pub sha256: String,
    /// How these pictures were chosen from it.
    pub selection: String,
}

/// One kind of picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The label in CIFAR-10.
    pub id: u32,
    /// English name.
    pub en: String,
    /// Chinese name.
    pub zh: String,
}

/// Pictures for one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// `train`, `valid` or `test`.
    pub name: String,
    /// Nothing may be chosen by looking at these: they are opened once, at the end.
    pub sealed: bool,
    /// Pictures in all chunks.
    pub count: u32,
    /// In this order; the first chunks alone are a smaller, balanced set.
    pub chunks: Vec<Chunk>,
}

/// One file of pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chunk {
    /// Name of the PNG beside the manifest.
    pub file: String,
    /// Pictures on it: row by row, from the left.
    pub count: u32,
    /// Size of the file.
    pub bytes: u32,
    /// Of the file, in lower-case hexadecimal digits.
    pub sha256: String,
    /// A digit a picture: its position in [`Manifest::classes`].
    pub labels: String,
}

/// Why a manifest or a chunk is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The manifest is longer than any manifest.
    #[error("the manifest has {bytes} bytes, at most {limit} are read")]
    ManifestSize {
        /// Its size.
        bytes: usize,
        /// Largest size.
        limit: usize,
    },
    /// The manifest is no JSON of the expected shape.
    #[error("the manifest cannot be read: {0}")]
    Syntax(String),
    /// The manifest is of another version.
    #[error("the manifest has format {found}, this program reads {FORMAT}")]
    Format {
        /// Its version.
        found: u32,
    },
    /// A value of the manifest makes no sense.
    #[error("the manifest's {field} is wrong: {reason}")]
    Field {
        /// Where it stands.
        field: String,
        /// What is expected of it.
        reason: &'static str,
    },
    /// A chunk has another size than the manifest says.
    #[error("{chunk}: has {found} bytes, the manifest says {expected}")]
    ChunkSize {
        /// File of the chunk.
        chunk: String,
        /// Its size.
        found: usize,
        /// The manifest's size.
        expected: u32,
    },
    /// A chunk holds other bytes than the manifest says.
    #[error("{chunk}: sha256 is {found}, the manifest says {expected}")]
    Sha256 {
        /// File of the chunk.
        chunk: String,
        /// Its sum.
        found: String,
        /// The manifest's sum.
        expected: String,
    },
    /// A chunk has another width or height than its pictures need.
    #[error("{chunk}: is {found:?} pixels, its pictures need {expected:?}")]
    SheetSize {
        /// File of the chunk.
        chunk: String,
        /// Its width and height.
        found: (u32, u32),
        /// The right width and height.
        expected: (u32, u32),
    },
    /// A chunk is no sheet.
    #[error("{chunk}: {error}")]
    Picture {
        /// File of the chunk.
        chunk: String,
        /// What is wrong with it.
        error: crate::SheetError,
    },
}

impl Manifest {
    /// Reads `manifest.json` and checks every number and name that anything is done with.
    pub fn parse(text: &str) -> Result<Manifest, PackError> {
        if text.len() > MAX_MANIFEST {
            return Err(PackError::ManifestSize { bytes: text.len(), limit: MAX_MANIFEST });
        }
        // The version first: another one may have other fields.
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let syntax = |error: serde_json::Error| PackError::Syntax(error.to_string());
        let version: Version = serde_json::from_str(text).map_err(syntax)?;
        if version.format != FORMAT {
            return Err(PackError::Format { found: version.format });
        }
        let manifest: Manifest = serde_json::from_str(text).map_err(syntax)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The manifest as the site carries it: postcard, whose reader is a fraction of JSON's.
    ///
    /// # Errors
    /// Only where postcard cannot hold a value, which none of these types has.
    pub fn pack(&self) -> Result<Vec<u8>, PackError> {
        postcard::to_allocvec(self).map_err(|error| PackError::Syntax(error.to_string()))
    }

    /// Reads what [`Manifest::pack`] wrote, with the same checks as [`Manifest::parse`].
    pub fn unpack(bytes: &[u8]) -> Result<Manifest, PackError> {
        if bytes.len() > MAX_MANIFEST {
            return Err(PackError::ManifestSize { bytes: bytes.len(), limit: MAX_MANIFEST });
        }
        let manifest: Manifest = postcard::from_bytes(bytes).map_err(|error| PackError::Syntax(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(PackError::Format { found: manifest.format });
        }
        manifest.check()?;
        Ok(manifest)
    }

    /// The split of this name.
    pub fn split(&self, name: &str) -> Option<&Split> {
        self.splits.iter().find(|split| split.name == name)
    }

    fn check(&self) -> Result<(), PackError> {
        require(self.side as usize == crate::SIDE, || "side".into(), "32")?;
        require((1..=64).contains(&self.columns), || "columns".into(), "1 to 64")?;
        let statistics = self.statistics.mean.iter().chain(&self.statistics.std);
        require(statistics.clone().all(|x| (0.0..=1.0).contains(x)), || "statistics".into(), "0 to 1")?;
        require(self.statistics.std.iter().all(|x| *x > 1e-3), || "statistics.std".into(), "more than 0")?;
        require((2..=10).contains(&self.classes.len()), || "classes".into(), "2 to 10 classes")?;
        require((1..=8).contains(&self.splits.len()), || "splits".into(), "1 to 8 splits")?;

        let mut names: Vec<&str> = Vec::new();
        let mut files: Vec<&str> = Vec::new();
        for split in &self.splits {
            let field = |name: &str| format!("splits.{}.{name}", short(&split.name));
            require(first(&mut names, &split.name), || field("name"), "used once")?;
            require((1..=64).contains(&split.chunks.len()), || field("chunks"), "1 to 64 chunks")?;
            let sum: u64 = split.chunks.iter().map(|chunk| u64::from(chunk.count)).sum();
            require(sum == u64::from(split.count), || field("count"), "the sum over the chunks")?;
            for chunk in &split.chunks {
                let field = |name: &str| field(&format!("{}.{name}", short(&chunk.file)));
                require(file_name(&chunk.file), || field("file"), "small letters, digits and - before .png")?;
                require(first(&mut files, &chunk.file), || field("file"), "used once")?;
                require((1..=MAX_COUNT).contains(&chunk.count), || field("count"), "1 to 1024")?;
                require((1..=MAX_CHUNK).contains(&chunk.bytes), || field("bytes"), "1 byte to 4 MiB")?;
                let hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
                let sum = chunk.sha256.as_bytes();
                require(sum.len() == 64 && sum.iter().copied().all(hex), || field("sha256"), "64 hexadecimal digits")?;
                let labels = chunk.labels.as_bytes();
                require(labels.len() == chunk.count as usize, || field("labels"), "one for each picture")?;
                let known = |c: &u8| c.is_ascii_digit() && usize::from(c - b'0') < self.classes.len();
                require(labels.iter().all(known), || field("labels"), "positions of classes")?;
            }
        }
        Ok(())
    }
}

impl Chunk {
    /// The label of each picture, a position in [`Manifest::classes`].
    pub fn labels(&self) -> Vec<u8> {
        self.labels.bytes().map(|digit| digit.wrapping_sub(b'0')).collect()
    }
}

/// Whether a name was not there yet; then it is.
fn first<'a>(names: &mut Vec<&'a str>, name: &'a str) -> bool {
    let fresh = !names.contains(&name);
    names.push(name);
    fresh
}

fn require(holds: bool, field: impl FnOnce() -> String, reason: &'static str) -> Result<(), PackError> {
    if holds {
        Ok(())
    } else {
        Err(PackError::Field { field: field(), reason })
    }
}

/// A name for a message, cut where it is too long for one.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

/// No folder, no dot but the one before `png`: nothing that leads out of the pack.
fn file_name(name: &str) -> bool {
    let stem = name.strip_suffix(".png").unwrap_or_default();
    (1..=40).contains(&stem.len()) && stem.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}
