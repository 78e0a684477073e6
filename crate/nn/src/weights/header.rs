//! The border of a safetensors file: eight bytes of length, a JSON header, and bytes that its entries share out.
//! Everything is bounded and checked here; what comes out is safe to slice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::error::{short, WeightError};
use super::{MAX_FILE, MAX_HEADER};

/// Name of the entry that is no tensor.
const METADATA: &str = "__metadata__";

/// How values are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    F16,
    F32,
}

impl Stored {
    pub fn bytes(self) -> usize {
        match self {
            Stored::F16 => 2,
            Stored::F32 => 4,
        }
    }
}

/// A tensor whose bytes are known to lie within the file and to fit its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub stored: Stored,
    pub shape: Vec<u64>,
    /// In [`Header::data`].
    pub range: Range<usize>,
}

/// A checked header and the bytes behind it.
#[derive(Debug)]
pub struct Header<'a> {
    pub metadata: BTreeMap<String, String>,
    pub tensors: BTreeMap<String, Entry>,
    pub data: &'a [u8],
}

/// An object's pairs in order, repeated keys included: a map would silently keep the last of them.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// An entry as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: [u64; 2],
}

impl<'a> Header<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Header<'a>, WeightError> {
        if bytes.len() > MAX_FILE {
            return Err(WeightError::FileTooLarge { bytes: bytes.len() });
        }
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or(WeightError::HeaderTruncated)?;
        let length = u64::from_le_bytes(*length);
        if length > MAX_HEADER as u64 {
            return Err(WeightError::HeaderTooLarge { bytes: length });
        }
        let (header, data) = rest.split_at_checked(length as usize).ok_or(WeightError::HeaderTruncated)?;
        let Pairs(pairs) = serde_json::from_slice(header).map_err(|e| WeightError::Header(short(&e.to_string())))?;
        let mut metadata = None;
        let mut tensors = BTreeMap::new();
        for (name, value) in pairs {
            if name == METADATA {
                let read = serde_json::from_value(value);
                let read = read.map_err(|e| WeightError::Header(format!("{METADATA}: {}", short(&e.to_string()))))?;
                if metadata.replace(read).is_some() {
                    return Err(WeightError::Duplicate { tensor: METADATA.to_string() });
                }
            } else {
                let entry = entry(&name, value, data.len() as u64)?;
                if tensors.contains_key(&name) {
                    return Err(WeightError::Duplicate { tensor: short(&name) });
                }
                tensors.insert(name, entry);
            }
        }
        covers(&tensors, data.len())?;
        Ok(Header { metadata: metadata.unwrap_or_default(), tensors, data })
    }
}

/// Checks one entry by itself.
fn entry(name: &str, value: Value, have: u64) -> Result<Entry, WeightError> {
    let tensor = short(name);
    let raw: Raw = match serde_json::from_value(value) {
        Ok(raw) => raw,
        Err(e) => return Err(WeightError::Entry { tensor, why: short(&e.to_string()) }),
    };
    let stored = match raw.dtype.as_str() {
        "F16" => Stored::F16,
        "F32" => Stored::F32,
        other => return Err(WeightError::Type { tensor, dtype: short(other) }),
    };
    let [from, to] = raw.data_offsets;
    let size = raw.shape.iter().try_fold(stored.bytes() as u64, |size, n| size.checked_mul(*n));
    if to < from || size != Some(to - from) {
        return Err(WeightError::Length { tensor, from, to, shape: raw.shape.into_iter().take(8).collect() });
    }
    if to > have {
        return Err(WeightError::Truncated { tensor, to, have });
    }
    Ok(Entry { stored, shape: raw.shape, range: from as usize..to as usize })
}

/// The entries share out all bytes: none twice, none left.
fn covers(tensors: &BTreeMap<String, Entry>, len: usize) -> Result<(), WeightError> {
    let ranges: BTreeSet<_> = tensors.iter().map(|(name, e)| (e.range.start, e.range.end, name)).collect();
    let mut end = 0;
    let mut unclaimed = 0;
    for (from, to, name) in ranges {
        if from < end {
            return Err(WeightError::Overlap { tensor: short(name) });
        }
        unclaimed += from - end;
        end = to;
    }
    unclaimed += len - end;
    match unclaimed {
        0 => Ok(()),
        bytes => Err(WeightError::Unclaimed { bytes: bytes as u64 }),
    }
}
