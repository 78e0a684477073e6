//! What a link in the address bar leads to: it is read, its settings are prepared and its weights shown. Nothing is
//! trained, and nothing else is fetched than for settings chosen by hand.

use std::rc::Rc;

use share::{Part, Place, Shared};
use train::protocol::{Adopted, Command};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state};

use super::engine::Engine;
use super::sharing::{self, Trouble};
use super::{route, settings};

/// An opened link.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub shared: Shared,
    /// What was in the address.
    pub fragment: String,
    /// Trained weights came along.
    pub weights: bool,
    /// Number of the run that was prepared for it.
    pub run: u32,
}

/// Where the page stands with the link in its address.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Link {
    #[default]
    None,
    /// It is being read.
    Opening,
    Opened(Rc<Opened>),
    Refused(Trouble),
}

impl Link {
    pub fn opened(&self) -> Option<&Rc<Opened>> {
        match self {
            Link::Opened(opened) => Some(opened),
            _ => None,
        }
    }

    /// Whether a part of the lab is hidden.
    pub fn hides(&self, part: Part) -> bool {
        self.opened().is_some_and(|opened| opened.shared.teaching.hidden.contains(&part))
    }

    /// Whether a part of the lab cannot be changed.
    pub fn locks(&self, part: Part) -> bool {
        self.opened().is_some_and(|opened| opened.shared.teaching.locked.contains(&part))
    }

    /// Steps of a lesson that the link shows beside the first.
    pub fn steps(&self, lesson: &str) -> u32 {
        match self.opened().map(|opened| &opened.shared.place) {
            Some(Place::Lesson { id, open }) if id == lesson => *open,
            _ => 0,
        }
    }
}

/// Whether the address holds a link that is still to be read: then no other run is prepared at the start.
pub fn awaits() -> bool {
    sharing::is_link(&route::fragment())
}

/// The link in the address bar, read at the start and whenever the fragment changes; and the way to put it away.
#[hook]
pub fn use_link(engine: &Engine) -> (Link, Callback<()>) {
    let link = use_state(|| if awaits() { Link::Opening } else { Link::None });
    {
        let (engine, link) = (engine.clone(), link.setter());
        use_effect_with((), move |()| {
            let read = move || {
                let fragment = route::fragment();
                if sharing::is_link(&fragment) {
                    let (engine, link) = (engine.clone(), link.clone());
                    wasm_bindgen_futures::spawn_local(async move { link.set(open(engine, fragment).await) });
                }
            };
            read();
            let closure = Closure::<dyn FnMut()>::new(read);
            let window = web_sys::window();
            if let Some(window) = &window {
                let _ = window.add_event_listener_with_callback("hashchange", closure.as_ref().unchecked_ref());
            }
            move || {
                if let Some(window) = window {
                    let _ = window.remove_event_listener_with_callback("hashchange", closure.as_ref().unchecked_ref());
                }
            }
        });
    }
    let close = {
        let link = link.setter();
        use_callback((), move |(), ()| {
            route::forget_fragment();
            link.set(Link::None);
        })
    };
    ((*link).clone(), close)
}

async fn open(engine: Engine, fragment: String) -> Link {
    match sharing::open(fragment.clone()).await {
        Ok((shared, change)) => {
            let run = engine.prepare(shared.config.clone());
            let weights = change.is_some();
            if let Some(change) = change {
                let result = shared.record.as_ref().and_then(|record| record.result.as_ref());
                let base = result.and_then(|result| result.change.as_ref()).map(|packed| packed.base);
                engine.send(Command::Adopt { weights: Adopted::Change { change, base } });
            }
            Link::Opened(Rc::new(Opened { shared, fragment, weights, run }))
        }
        Err(trouble) => {
            route::forget_fragment();
            // Nothing was prepared for the link's sake.
            if let (0, Some(device)) = (engine.run(), engine.device()) {
                engine.prepare(settings::initial(device.backend == "gpu"));
            }
            Link::Refused(trouble)
        }
    }
}
