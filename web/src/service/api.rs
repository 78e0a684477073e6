//! `window.epochOne`: the page's JavaScript API for the console, for other pages and for tests. README.md describes
//! it. It drives the same engine that the page draws, so a run that is started here is seen in the lab.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use serde::Serialize;
use train::config::Config;
use train::protocol::{Command, DeviceInfo, Event, PlanInfo, Problem, RunState};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::engine::{Engine, Notice, BUILD};
use super::{given, wire};

/// What `epochOne.info()` gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    build: &'static str,
    device: Option<DeviceInfo>,
    state: RunState,
    config: Option<Config>,
    plan: Option<PlanInfo>,
}

/// What the page knows of the newest run.
#[derive(Default)]
struct Latest {
    state: RunState,
    plan: Option<PlanInfo>,
}

/// Settings that were refused.
#[derive(Debug, PartialEq)]
struct Refusal {
    key: Option<String>,
    message: String,
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> JsValue {
        failure("config", &refusal.message, refusal.key.as_deref())
    }
}

/// An `Error` with `code` and, where a setting is at fault, `key`.
fn failure(code: &str, message: &str, key: Option<&str>) -> JsValue {
    let error = js_sys::Error::new(message);
    set(&error, "code", &code.into());
    if let Some(key) = key {
        set(&error, "key", &key.into());
    }
    error.into()
}

fn problem_error(problem: &Problem) -> JsValue {
    let code = wire::to_plain_js(&problem.code).ok().and_then(|c| c.as_string()).unwrap_or_default();
    failure(&code, &problem.detail, problem.key.as_deref())
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Our own fresh objects take every property.
    let _ = Reflect::set(object, &name.into(), value);
}

fn method<F: ?Sized + wasm_bindgen::closure::WasmClosure>(object: &Object, name: &str, closure: Closure<F>) {
    set(object, name, &closure.into_js_value());
}

/// Puts `epochOne` on the window; `ready` is kept when it is waited for already.
pub fn install(engine: &Engine) {
    let Some(window) = web_sys::window() else { return };
    let api = Reflect::get(&window, &"epochOne".into()).ok().and_then(|v| v.dyn_into::<Object>().ok());
    let api = api.unwrap_or_else(|| {
        let api = Object::new();
        set(&window, "epochOne", &api);
        api
    });
    let latest = Rc::new(RefCell::new(Latest::default()));
    follow(engine, latest.clone(), &api);

    let (e, l) = (engine.clone(), latest.clone());
    method(&api, "info", Closure::<dyn FnMut() -> Result<JsValue, JsValue>>::new(move || info(&e, &l.borrow())));
    let e = engine.clone();
    let train = move |config: JsValue, on_event: JsValue| train(&e, config, on_event);
    method(&api, "train", Closure::<dyn FnMut(JsValue, JsValue) -> Result<JsValue, JsValue>>::new(train));
    let (e, l) = (engine.clone(), latest);
    let predict = move |bytes: JsValue| predict(&e, &l, bytes);
    method(&api, "predict", Closure::<dyn FnMut(JsValue) -> Result<JsValue, JsValue>>::new(predict));
}

/// Keeps `latest` up to date and resolves `ready` when the worker can take commands.
fn follow(engine: &Engine, latest: Rc<RefCell<Latest>>, api: &Object) {
    let resolve = Reflect::get(api, &"begin".into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
    let _ = Reflect::delete_property(api, &"begin".into());
    let resolve = resolve.or_else(|| {
        let (promise, resolve, _) = deferred();
        set(api, "ready", &promise);
        Some(resolve)
    });
    let (api, me) = (api.clone(), engine.clone());
    engine.listen(move |notice| match notice {
        Notice::Hello => {
            if let Some(resolve) = &resolve {
                let _ = resolve.call1(&JsValue::NULL, &api);
            }
        }
        Notice::Run { run, event } if *run == me.run() => {
            let mut latest = latest.borrow_mut();
            match event {
                Event::State { state } => {
                    latest.state = *state;
                    if *state == RunState::Loading {
                        latest.plan = None;
                    }
                }
                Event::Compiled { plan } => latest.plan = Some(plan.clone()),
                _ => {}
            }
        }
        Notice::Died(_) => latest.borrow_mut().state = RunState::Failed,
        _ => {}
    });
}

fn info(engine: &Engine, latest: &Latest) -> Result<JsValue, JsValue> {
    let info = Info {
        build: BUILD,
        device: engine.device(),
        state: latest.state,
        config: engine.config(),
        plan: latest.plan.clone(),
    };
    Ok(wire::to_plain_js(&info)?)
}

/// A promise with the functions that settle it.
fn deferred() -> (Promise, Function, Function) {
    let mut settle = None;
    let promise = Promise::new(&mut |resolve, reject| settle = Some((resolve, reject)));
    // The constructor calls its argument before it returns.
    let (resolve, reject) = settle.unwrap_or_else(|| (Function::default(), Function::default()));
    (promise, resolve, reject)
}

fn settle(function: &Function, value: &JsValue) {
    // The functions of a promise do not throw.
    let _ = function.call1(&JsValue::NULL, value);
}

fn train(engine: &Engine, config: JsValue, on_event: JsValue) -> Result<JsValue, JsValue> {
    let config = read_config(config)?;
    let on_event = match on_event.dyn_into::<Function>() {
        Ok(function) => Some(function),
        Err(other) if other.is_undefined() || other.is_null() => None,
        Err(_) => return Err(failure("config", "onEvent: not a function", Some("onEvent"))),
    };
    let run = engine.prepare(config);
    let (done, resolve, reject) = deferred();
    // Nobody need wait for the promise: a run that fails unheard is no unhandled error.
    let heard = wasm_bindgen_futures::JsFuture::from(done.clone());
    wasm_bindgen_futures::spawn_local(async move { drop(heard.await) });
    listen_to_run(engine, run, on_event, resolve, reject);
    engine.send(Command::Train);

    let handle = Object::new();
    for (name, command) in [("pause", Command::Pause), ("resume", Command::Train), ("stop", Command::Stop)] {
        let engine = engine.clone();
        let act = move || {
            if engine.run() == run {
                engine.send(command.clone());
            }
        };
        method(&handle, name, Closure::<dyn FnMut()>::new(act));
    }
    set(&handle, "done", &done);
    Ok(handle.into())
}

fn listen_to_run(engine: &Engine, run: u32, on_event: Option<Function>, resolve: Function, reject: Function) {
    let id = Rc::new(RefCell::new(None));
    let problem = RefCell::new(None);
    let (me, my_id) = (engine.clone(), id.clone());
    let leave = move || {
        if let Some(id) = my_id.borrow_mut().take() {
            me.unlisten(id);
        }
    };
    let me = engine.clone();
    let listener = move |notice: &Notice| match notice {
        Notice::Run { run: of, event } if *of == run => {
            if let (Some(on_event), Ok(value)) = (&on_event, wire::to_api_event(event)) {
                // What the caller's function throws is its own affair; the run goes on.
                let _ = on_event.call1(&JsValue::NULL, &value);
            }
            match event {
                Event::Done { metrics } => {
                    settle(&resolve, &wire::to_plain_js(metrics).unwrap_or(JsValue::UNDEFINED));
                    leave();
                }
                Event::Problem { problem: new } if new.id.is_none() => *problem.borrow_mut() = Some(new.clone()),
                Event::State { state: RunState::Failed } => {
                    let error = match &*problem.borrow() {
                        Some(problem) => problem_error(problem),
                        None => failure("internal", "the run has failed", None),
                    };
                    settle(&reject, &error);
                    leave();
                }
                _ => {}
            }
        }
        Notice::Sent(Command::Prepare { .. }) if me.run() != run => {
            settle(&reject, &failure("replaced", "another run has taken this one's place", None));
            leave();
        }
        Notice::Died(report) => {
            settle(&reject, &failure("internal", report, None));
            leave();
        }
        _ => {}
    };
    *id.borrow_mut() = Some(engine.listen(listener));
}

fn predict(engine: &Engine, latest: &Rc<RefCell<Latest>>, bytes: JsValue) -> Result<JsValue, JsValue> {
    let bytes = match (bytes.dyn_ref::<js_sys::Uint8Array>(), bytes.dyn_ref::<js_sys::ArrayBuffer>()) {
        (Some(array), _) => array.to_vec(),
        (_, Some(buffer)) => js_sys::Uint8Array::new(buffer).to_vec(),
        _ => return Err(failure("config", "bytes: not a Uint8Array or ArrayBuffer", Some("bytes"))),
    };
    let (promise, resolve, reject) = deferred();
    let wanted = Rc::new(RefCell::new(None));
    let (me, mine, latest) = (engine.clone(), wanted.clone(), latest.clone());
    let listener = move |notice: &Notice| {
        let Some((id, listener)) = *mine.borrow() else { return };
        match notice {
            Notice::Run { event: Event::Predicted { id: of, probabilities, .. }, .. } if *of == id => {
                settle(&resolve, &answer(&latest.borrow(), probabilities));
                me.unlisten(listener);
            }
            Notice::Run { event: Event::Problem { problem }, .. } if problem.id == Some(id) => {
                settle(&reject, &problem_error(problem));
                me.unlisten(listener);
            }
            Notice::Died(report) => {
                settle(&reject, &failure("internal", report, None));
                me.unlisten(listener);
            }
            _ => {}
        }
    };
    let listener = engine.listen(listener);
    let id = engine.predict(bytes);
    *wanted.borrow_mut() = Some((id, listener));
    Ok(promise.into())
}

/// What `epochOne.predict()` gives: the likeliest class as `label`, and `probabilities` by class.
fn answer(latest: &Latest, probabilities: &[f32]) -> JsValue {
    let names = latest.plan.as_ref().map(|p| p.classes.clone()).unwrap_or_default();
    let named: Vec<(String, f32)> = names.into_iter().zip(probabilities.iter().copied()).collect();
    let best = named.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(name, _)| name.clone());
    let (answer, probabilities) = (Object::new(), Object::new());
    for (name, probability) in named {
        set(&probabilities, &name, &probability.into());
    }
    set(&answer, "label", &best.unwrap_or_default().into());
    set(&answer, "probabilities", &probabilities);
    answer.into()
}

/// Settings from a JavaScript object; a refusal names the key.
fn read_config(value: JsValue) -> Result<Config, Refusal> {
    let mut config = Config::default();
    if value.is_undefined() || value.is_null() {
        return Ok(config);
    }
    let Some(object) = value.dyn_ref::<Object>().filter(|o| !js_sys::Array::is_array(o)) else {
        return Err(Refusal { key: None, message: "config: not an object".into() });
    };
    for key in Object::keys(object).iter() {
        let value = Reflect::get(object, &key).unwrap_or(JsValue::UNDEFINED);
        let key = key.as_string().unwrap_or_default();
        if let Err(why) = given::put(&mut config, &key, &value) {
            return Err(Refusal { message: format!("{key}: {why}"), key: Some(key) });
        }
    }
    config.validate().map_err(|error| Refusal { key: error.key().map(Into::into), message: error.to_string() })?;
    Ok(config)
}

/// Settings from JSON, with the same checks.
pub fn config_from_json(text: &str) -> Option<Config> {
    js_sys::JSON::parse(text).ok().and_then(|value| read_config(value).ok())
}
