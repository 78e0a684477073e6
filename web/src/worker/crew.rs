//! Other cores that share the steps of a run on the CPU: workers of this worker, which `web/crew.js` starts and talks to. A
//! run does not wait for them: it begins alone, and no number depends on when they join.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Float32Array, Reflect, Uint8Array};
use train::crew::{Crew, Gone, Parts};
use train::session::Session;
use wasm_bindgen::prelude::*;

use super::serve::scope;

#[wasm_bindgen]
extern "C" {
    /// `worker.js` fetches `crew.js` for it.
    #[wasm_bindgen(catch, js_name = startCrew)]
    async fn start_crew(members: u32, setup: Uint8Array, pixels: Uint8Array) -> Result<JsValue, JsValue>;

    #[derive(Debug)]
    type Line;

    #[wasm_bindgen(method)]
    fn begin(this: &Line, inputs: Float32Array, regions: Option<Float32Array>);

    #[wasm_bindgen(method, catch)]
    async fn exchange(this: &Line, part: Float32Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn close(this: &Line);
}

/// Those who are to share a run's steps.
#[derive(Default)]
pub struct Recruits {
    asked: bool,
    ready: Rc<RefCell<Option<Workers>>>,
}

impl Recruits {
    /// Asks for them once, and lets them take part as soon as they are ready. Without them everything works as it does with
    /// them, slower.
    pub fn join(&mut self, session: &mut Session) {
        if !self.asked {
            let Some((setup, pixels)) = session.setup(cores()) else { return };
            self.asked = true;
            let Ok(packed) = postcard::to_allocvec(&setup) else { return };
            let (members, pixels, ready) = (setup.members, Uint8Array::from(pixels), self.ready.clone());
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(line) = start_crew(members, Uint8Array::from(&*packed), pixels).await {
                    *ready.borrow_mut() = Some(Workers { members, line: line.unchecked_into() });
                }
            });
        }
        if let Some(workers) = self.ready.take() {
            session.share(Box::new(workers));
        }
    }
}

pub(super) fn cores() -> u32 {
    let cores = Reflect::get(&scope().navigator(), &"hardwareConcurrency".into());
    cores.ok().and_then(|cores| cores.as_f64()).unwrap_or(1.0) as u32
}

/// They are ended with the run that they were asked for.
#[derive(Debug)]
struct Workers {
    members: u32,
    line: Line,
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
