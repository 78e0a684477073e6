//! Reads the goldens that `tests/golden/make.py` writes.

use std::collections::BTreeMap;

use tensor::Shape;

/// Tensors by name.
pub struct Goldens(BTreeMap<String, (Shape, Vec<f32>)>);

impl Goldens {
    pub fn load() -> Goldens {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/ops.safetensors");
        let file = std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let (length, rest) = file.split_first_chunk::<8>().expect("a header");
        let (header, data) = rest.split_at(u64::from_le_bytes(*length) as usize);
        let header: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(header).expect("JSON");
        let numbers = |v: &serde_json::Value| -> Vec<usize> {
            v.as_array().expect("a list").iter().map(|n| n.as_u64().expect("a size") as usize).collect()
        };
        let read = |(name, entry): (String, serde_json::Value)| {
            let (shape, range) = (Shape::new(&numbers(&entry["shape"])), numbers(&entry["data_offsets"]));
            let words = data[range[0]..range[1]].chunks_exact(4);
            let values: Vec<f32> = words.map(|w| f32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
            assert_eq!((entry["dtype"].as_str(), values.len()), (Some("F32"), shape.len()), "{name}");
            (name, (shape, values))
        };
        Goldens(header.into_iter().map(read).collect())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A tensor that must be there.
    pub fn get(&self, name: &str) -> &(Shape, Vec<f32>) {
        self.0.get(name).unwrap_or_else(|| panic!("no golden \"{name}\": run tests/golden/make.py"))
    }

    pub fn values(&self, name: &str) -> &[f32] {
        &self.get(name).1
    }

    /// Row `index` of a tensor's outermost axis.
    pub fn row(&self, name: &str, index: usize) -> &[f32] {
        let (shape, values) = self.get(name);
        let row = values.len() / shape.sizes()[0];
        &values[index * row..][..row]
    }
}
