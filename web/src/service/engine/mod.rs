//! The page's end of the line to the worker that holds engine and session: starts it, carries commands and events,
//! and starts it again when its program has ended.

mod ask;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use train::config::Config;
use train::protocol::{Command, DeviceInfo, Event, RunState, Split};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::wire::{self, FromWorker};
use super::{preference, run_model::Action, site};

/// Names the build; page and worker compare theirs. `cargo xtask build` sets it.
pub const BUILD: &str = match option_env!("EPOCH_BUILD") {
    Some(build) => build,
    None => concat!("dev-", env!("CARGO_PKG_VERSION")),
};

/// How many validation pictures are predicted live from the start.
pub const WATCHED: u32 = 24;
/// Under which key it is remembered what a worker has measured of the GPU.
const MEASURED: &str = "gpu";

#[wasm_bindgen]
extern "C" {
    /// Address of the JavaScript that belongs to this program: the worker loads the same.
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static GLUE_URL: String;
}

/// What the engine tells those who listen.
#[derive(Clone, Debug)]
pub enum Notice {
    /// The worker can take commands.
    Hello,
    /// Something happened in the run with this number; [`Engine::run`] numbers the newest.
    Run { run: u32, event: Event },
    /// A command has been sent.
    Sent(Command),
    /// The worker's program has ended.
    Died(String),
    /// A new worker is being started.
    Restarted,
    /// The worker is of another build than the page. It has been ended, and [`Notice::Died`] follows.
    BuildDiffers,
}

impl Notice {
    /// What it means for the picture of the newest run, `newest`.
    pub fn action(self, newest: u32) -> Option<Action> {
        match self {
            Notice::Hello => None,
            Notice::Run { run, event } => {
                let of_any_run = matches!(event, Event::Hello { .. } | Event::Device { .. } | Event::Predicted { .. });
                (run == newest || of_any_run).then_some(Action::Event(event))
            }
            Notice::Sent(command) => Some(Action::Sent(command)),
            Notice::Died(report) => Some(Action::Died(report)),
            Notice::Restarted => Some(Action::Restarted),
            Notice::BuildDiffers => Some(Action::BuildDiffers),
        }
    }
}

type Listener = Rc<dyn Fn(&Notice)>;

struct Line {
    worker: Worker,
    // Called by the worker object for as long as it lives.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

#[derive(Default)]
struct Inner {
    line: RefCell<Option<Line>>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    next_listener: Cell<u32>,
    /// The worker has said that it is of the page's build. Before that nothing of it is read and no command sent.
    agreed: Cell<bool>,
    ready: Cell<bool>,
    /// Commands given before the worker could take them.
    outbox: RefCell<Vec<Command>>,
    /// Runs prepared, and how many of them the worker has begun to prepare: events carry no run number, but their
    /// order tells.
    sent: Cell<u32>,
    begun: Cell<u32>,
    config: RefCell<Option<Config>>,
    device: RefCell<Option<DeviceInfo>>,
    watched: Cell<u32>,
    next_prediction: Cell<u32>,
    next_look: Cell<u32>,
}

/// The line to the worker. Clones are the same line.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Engine {
    /// A line without a worker yet: listeners can be added before anything happens.
    pub fn new() -> Self {
        let inner = Inner::default();
        inner.watched.set(WATCHED);
        Engine(Rc::new(inner))
    }

    /// Calls `listener` for every notice until [`Engine::unlisten`] with the number that is given back.
    pub fn listen(&self, listener: impl Fn(&Notice) + 'static) -> u32 {
        let id = self.0.next_listener.get();
        self.0.next_listener.set(id + 1);
        self.0.listeners.borrow_mut().push((id, Rc::new(listener)));
        id
    }

    pub fn unlisten(&self, id: u32) {
        self.0.listeners.borrow_mut().retain(|(other, _)| *other != id);
    }

    fn tell(&self, notice: Notice) {
        // Listeners may add and remove listeners.
        let listeners: Vec<Listener> = self.0.listeners.borrow().iter().map(|(_, l)| l.clone()).collect();
        for listener in listeners {
            listener(&notice);
        }
    }

    /// Tells what happened earlier in a run that goes on from where it was kept, as if it happened now.
    pub fn replay(&self, run: u32, event: Event) {
        self.tell(Notice::Run { run, event });
    }

    /// Starts the worker.
    pub fn start(&self) {
        if let Err(error) = self.open() {
            self.died(format!("the worker could not be started: {error:?}"));
        }
    }

    fn open(&self) -> Result<(), JsValue> {
        // What a worker has measured of the GPU is the name of the next.
        let name = preference::read(MEASURED).unwrap_or_else(|| "epoch-one".into());
        let worker = site::worker("worker.js", &name)?;
        let engine = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |m: MessageEvent| engine.receive(m.data()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let engine = self.clone();
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            engine.died(format!("{} ({}:{})", error.message(), error.filename(), error.lineno()));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        self.0.agreed.set(false);
        let start = js_sys::Object::new();
        js_sys::Reflect::set(&start, &"build".into(), &BUILD.into())?;
        js_sys::Reflect::set(&start, &"glue".into(), &GLUE_URL.with(String::clone).into())?;
        js_sys::Reflect::set(&start, &"module".into(), &wasm_bindgen::module())?;
        worker.post_message(&start)?;
        *self.0.line.borrow_mut() = Some(Line { worker, _on_message: on_message, _on_error: on_error });
        Ok(())
    }

    fn receive(&self, message: JsValue) {
        if !self.0.agreed.get() {
            match wire::text_in(&message, "build") {
                Some(build) if build == BUILD => self.0.agreed.set(true),
                other => self.differs(&other.unwrap_or_default()),
            }
            return;
        }
        match wire::read_event(message) {
            FromWorker::Event(event) => self.event(event),
            FromWorker::Panic(report) => self.died(report),
            FromWorker::Unreadable(detail) => self.differs(&detail),
        }
    }

    /// The worker is of another build: it is ended, and no other is started, for that would be the same again.
    fn differs(&self, detail: &str) {
        self.tell(Notice::BuildDiffers);
        self.died(["the page is of build ", BUILD, ", its worker is not: ", detail].concat());
    }

    fn event(&self, event: Event) {
        match &event {
            Event::Hello { device, .. } => {
                self.0.ready.set(true);
                *self.0.device.borrow_mut() = Some(device.clone());
                let waiting: Vec<Command> = std::mem::take(&mut *self.0.outbox.borrow_mut());
                self.tell(Notice::Run { run: self.0.begun.get(), event });
                for command in waiting {
                    self.post(&command);
                }
                self.tell(Notice::Hello);
                return;
            }
            Event::Measured { found } => return preference::write(MEASURED, found),
            Event::Device { device } => *self.0.device.borrow_mut() = Some(device.clone()),
            Event::State { state: RunState::Loading } => self.0.begun.set(self.0.begun.get() + 1),
            Event::Compiled { plan } => {
                let (run, count) = (self.0.begun.get(), self.0.watched.get().min(plan.valid_pictures));
                self.tell(Notice::Run { run, event });
                if run == self.0.sent.get() {
                    self.look(count);
                }
                return;
            }
            _ => {}
        }
        self.tell(Notice::Run { run: self.0.begun.get(), event });
    }

    /// Asks for the pixels of the first `count` validation pictures and for their live predictions.
    fn look(&self, count: u32) {
        self.send(Command::Watch { indices: (0..count).collect() });
        self.send(Command::Pictures { split: Split::Valid, from: 0, count });
    }

    /// Predicts the first `count` validation pictures live from now on, in later runs too.
    pub fn watch(&self, count: u32) {
        self.0.watched.set(count);
        self.look(count);
    }

    fn died(&self, report: String) {
        let Some(line) = self.0.line.borrow_mut().take() else {
            // Reported already, or it never came up.
            if !self.0.ready.get() {
                self.tell(Notice::Died(report));
            }
            return;
        };
        line.worker.set_onmessage(None);
        line.worker.set_onerror(None);
        line.worker.terminate();
        // We may have been called by one of its closures: it must live until this call is over.
        wasm_bindgen_futures::spawn_local(async move { drop(line) });
        self.0.ready.set(false);
        self.tell(Notice::Died(report));
    }

    /// Starts a new worker in place of a dead one and prepares the last run in it again.
    pub fn restart(&self) {
        self.0.begun.set(self.0.sent.get());
        self.0.outbox.borrow_mut().clear();
        self.tell(Notice::Restarted);
        let config = self.0.config.borrow().clone();
        if let Some(config) = config {
            self.prepare(config);
        }
        self.start();
    }

    fn post(&self, command: &Command) {
        let posted = match (&*self.0.line.borrow(), wire::pack(command)) {
            (Some(line), Ok(message)) => {
                let handed_over = js_sys::Array::of1(&message.buffer());
                line.worker.post_message_with_transfer(&message, &handed_over).map_err(|e| format!("{e:?}"))
            }
            (None, _) => return,
            (_, Err(error)) => Err(error),
        };
        if let Err(error) = posted {
            self.died(format!("a command could not be sent: {error}"));
        }
    }

    /// Sends a command, or keeps it until the worker can take it.
    pub fn send(&self, command: Command) {
        if self.0.ready.get() {
            self.post(&command);
        } else {
            self.0.outbox.borrow_mut().push(command.clone());
        }
        self.tell(Notice::Sent(command));
    }

    /// Prepares a new run in place of the present one; gives its number.
    pub fn prepare(&self, config: Config) -> u32 {
        let run = self.0.sent.get() + 1;
        self.0.sent.set(run);
        *self.0.config.borrow_mut() = Some(config.clone());
        self.send(Command::Prepare { config });
        run
    }

    /// Number of the newest run; 0 before the first.
    pub fn run(&self) -> u32 {
        self.0.sent.get()
    }

    /// Settings of the newest run.
    pub fn config(&self) -> Option<Config> {
        self.0.config.borrow().clone()
    }

    pub fn device(&self) -> Option<DeviceInfo> {
        self.0.device.borrow().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_an_older_run_do_not_reach_the_picture_of_the_newest() {
        let notice = |run| Notice::Run { run, event: Event::State { state: RunState::Ready } };
        assert!(notice(2).action(2).is_some());
        assert!(notice(1).action(2).is_none());
    }

    #[test]
    fn every_listener_hears_until_it_leaves() {
        let engine = Engine::new();
        let heard = Rc::new(Cell::new(0));
        let count = heard.clone();
        let id = engine.listen(move |_| count.set(count.get() + 1));
        engine.send(Command::Train);
        engine.unlisten(id);
        engine.send(Command::Train);
        assert_eq!(heard.get(), 1);
    }

    #[test]
    fn runs_are_numbered_and_the_settings_kept() {
        let engine = Engine::new();
        assert_eq!((engine.run(), engine.config()), (0, None));
        let config = Config { seed: 7, ..Config::default() };
        assert_eq!(engine.prepare(config.clone()), 1);
        assert_eq!(engine.prepare(config.clone()), 2);
        assert_eq!((engine.run(), engine.config()), (2, Some(config)));
    }
}
