//! Other cores that share the steps of a run on the CPU: workers of this worker, which `web/crew.js` starts and talks to. A
//! run does not wait for them: it begins alone, and no number depends on when they join.

use std::cell::RefCell;
use std::rc::Rc;

use crew_line::{Line, Workers};
use js_sys::{Reflect, Uint8Array};
use train::session::Session;
use wasm_bindgen::prelude::*;

use super::serve::scope;

#[wasm_bindgen]
extern "C" {
    /// `worker.js` fetches `crew.js` for it.
    #[wasm_bindgen(catch, js_name = startCrew)]
    async fn start_crew(members: u32, setup: Uint8Array, pixels: Uint8Array) -> Result<JsValue, JsValue>;
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
                    *ready.borrow_mut() = Some(Workers::new(members, line.unchecked_into::<Line>()));
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
