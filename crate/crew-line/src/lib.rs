//! Other cores that share training steps on the CPU: workers that `web/crew.js` starts and talks to, as the trainer sees them.

use js_sys::{Array, Float32Array};
use train::crew::{Crew, Gone, Parts};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What `start` of `web/crew.js` gives.
    #[derive(Debug)]
    pub type Line;

    #[wasm_bindgen(method)]
    fn begin(this: &Line, inputs: Float32Array, regions: Option<Float32Array>);

    #[wasm_bindgen(method, catch)]
    async fn exchange(this: &Line, part: Float32Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &Line);
}

/// They are ended with the run that they were asked for.
#[derive(Debug)]
pub struct Workers {
    members: u32,
    line: Line,
}

impl Workers {
    /// So many members, the worker itself included.
    pub fn new(members: u32, line: Line) -> Self {
        Workers { members, line }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.line.close();
    }
}

impl Crew for Workers {
    fn members(&self) -> usize {
        self.members as usize
    }

    fn begin(&mut self, inputs: &[f32], regions: Option<&[f32]>) {
        self.line.begin(Float32Array::from(inputs), regions.map(Float32Array::from));
    }

    fn exchange<'a>(&'a mut self, part: &'a [f32]) -> Parts<'a> {
        Box::pin(async move {
            let parts = self.line.exchange(Float32Array::from(part)).await.map_err(|_| Gone)?;
            Ok(parts
                .unchecked_into::<Array>()
                .iter()
                .map(|part| part.unchecked_into::<Float32Array>().to_vec())
                .collect())
        })
    }
}
