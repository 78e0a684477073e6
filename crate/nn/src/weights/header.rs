//! The border of a safetensors file: eight bytes of length, a JSON header, and bytes that its entries share out.
//! Everything is bounded and checked here; what comes out is safe to slice.

use std::ops::Range;

use super::error::{short, WeightError};
use super::json::Json;
use super::{MAX_FILE, MAX_HEADER};

/// Name of the entry that is no tensor.
const METADATA: &str = "__metadata__";

/// Tensors that a file may hold; the largest model has a few hundred.
const MOST_TENSORS: usize = 4096;

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
    /// Names and values.
    pub metadata: Vec<(String, String)>,
    /// By name, each once, in the order of the file.
    pub tensors: Vec<(String, Entry)>,
    pub data: &'a [u8],
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
        let Json::Object(pairs) = Json::read(header).map_err(WeightError::Header)? else {
            return Err(WeightError::Header("expected an object".into()));
        };
        let mut metadata = None;
        let mut tensors: Vec<(String, Entry)> = Vec::new();
        for (name, value) in pairs {
            if name == METADATA {
                let read = texts(value).ok_or_else(|| WeightError::Header(format!("{METADATA}: expected texts")))?;
                if metadata.replace(read).is_some() {
                    return Err(WeightError::Duplicate { tensor: METADATA.to_string() });
                }
            } else {
                let entry = entry(&name, &value, data.len() as u64)?;
                if tensors.iter().any(|(other, _)| *other == name) {
                    return Err(WeightError::Duplicate { tensor: short(&name) });
                }
                if tensors.len() == MOST_TENSORS {
                    return Err(WeightError::Header(format!("more than {MOST_TENSORS} tensors")));
                }
                tensors.push((name, entry));
            }
        }
        covers(&tensors, data.len())?;
        Ok(Header { metadata: metadata.unwrap_or_default(), tensors, data })
    }

    /// A tensor's entry.
    pub fn tensor(&self, name: &str) -> Option<&Entry> {
        self.tensors.iter().find(|(other, _)| other == name).map(|(_, entry)| entry)
    }
}

/// An object of texts.
fn texts(value: Json) -> Option<Vec<(String, String)>> {
    let Json::Object(pairs) = value else { return None };
    pairs.into_iter().map(|(key, value)| Some((key, value.text()?.to_owned()))).collect()
}

/// Checks one entry by itself.
fn entry(name: &str, value: &Json, have: u64) -> Result<Entry, WeightError> {
    let tensor = short(name);
    let read = || {
        let offsets = value.get("data_offsets")?.list(Json::whole)?;
        let whole = value.has_only(&["dtype", "shape", "data_offsets"]);
        let [from, to] = offsets.try_into().ok().filter(|_| whole)?;
        Some((value.get("dtype")?.text()?, value.get("shape")?.list(Json::whole)?, from, to))
    };
    let Some((dtype, shape, from, to)): Option<(&str, Vec<u64>, u64, u64)> = read() else {
        let why = "expected dtype, shape and data_offsets".into();
        return Err(WeightError::Entry { tensor, why });
    };
    let stored = match dtype {
        "F16" => Stored::F16,
        "F32" => Stored::F32,
        other => return Err(WeightError::Type { tensor, dtype: short(other) }),
    };
    let size = shape.iter().try_fold(stored.bytes() as u64, |size, n| size.checked_mul(*n));
    if to < from || size != Some(to - from) {
        return Err(WeightError::Length { tensor, from, to, shape: shape.into_iter().take(8).collect() });
    }
    if to > have {
        return Err(WeightError::Truncated { tensor, to, have });
    }
    Ok(Entry { stored, shape, range: from as usize..to as usize })
}

/// The entries share out all bytes: none twice, none left.
fn covers(tensors: &[(String, Entry)], len: usize) -> Result<(), WeightError> {
    let mut ranges: Vec<(usize, usize, &str)> = Vec::new();
    for (name, entry) in tensors {
        let range = (entry.range.start, entry.range.end, name.as_str());
        // Files have their tensors in order, so the place is the last one nearly always.
        let place = ranges.iter().rposition(|other| *other <= range).map_or(0, |place| place + 1);
        ranges.insert(place, range);
    }
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
