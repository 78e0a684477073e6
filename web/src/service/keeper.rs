//! Keeps the run that is under way: every few seconds while it trains, when it pauses and when it ends; and goes on from
//! what was kept. It follows the engine as the page's picture of the run does, event by event.

use std::cell::RefCell;
use std::time::Duration;

use ::kept::{pack_state, unpack_state, End, Kind, Note};
use train::config::Config;
use train::protocol::{BatchPoint, Command, EpochPoint, Event, RunState};
use yew::platform::time::sleep;

use super::engine::{Engine, Notice};
use super::route::Route;
use super::{number, tab, vault};

/// Milliseconds between two times that a run in training is kept. A crash costs as much, and what one keeping takes.
const EVERY: f64 = 4000.0;

/// The lock of a tab that is just gone may be held a moment longer.
const TRIES: u32 = 3;
const BETWEEN: Duration = Duration::from_millis(1000);

/// Runs that are kept; the oldest make room.
const MOST_RUNS: usize = 16;

/// What is known of the newest run.
#[derive(Default)]
struct Now {
    run: u32,
    config: Config,
    /// Name that it is kept under; empty before its first step.
    name: String,
    lesson: &'static str,
    /// Weights came from elsewhere: whoever brought them has them.
    adopted: bool,
    ready: bool,
    total_steps: u32,
    train: Vec<BatchPoint>,
    valid: Vec<EpochPoint>,
    end: Option<End>,
    /// When it was kept last.
    kept_at: f64,
    keeping: bool,
    /// It has to be kept once more.
    again: bool,
    /// What is drawn as soon as the engine has gone back to where this was kept.
    replay: Option<Note>,
}

thread_local! {
    static NOW: RefCell<Now> = RefCell::default();
    /// The run that the engine's program took along when it ended.
    static ENDED: RefCell<String> = RefCell::default();
}

/// Follows the engine from now on.
pub fn start(engine: &Engine) {
    tab::enter();
    let me = engine.clone();
    engine.listen(move |notice| hear(&me, notice));
}

/// Keeps what has been trained so far, since the page may be gone any moment.
pub fn hurry(engine: &Engine) {
    let behind = NOW.with_borrow(|now| !now.name.is_empty() && now.end.is_none());
    if behind {
        keep(engine);
    }
}

fn hear(engine: &Engine, notice: &Notice) {
    match notice {
        Notice::Sent(Command::Prepare { config }) => {
            let now = Now { run: engine.run(), config: config.clone(), ..Now::default() };
            leave(NOW.replace(now));
        }
        Notice::Sent(Command::Reset) => NOW.with_borrow_mut(|now| {
            let valid = now.valid.iter().copied().filter(|point| point.step == 0).collect();
            let (run, config, total_steps) = (now.run, now.config.clone(), now.total_steps);
            leave(std::mem::replace(now, Now { run, config, total_steps, valid, ready: true, ..Now::default() }));
        }),
        Notice::Sent(Command::Adopt { .. }) => NOW.with_borrow_mut(|now| now.adopted = true),
        Notice::Run { run, event } if *run == NOW.with_borrow(|now| now.run) => follow(engine, event),
        // What was kept of the run is taken up again by the next program.
        Notice::Died(_) => ENDED.set(NOW.take().name),
        Notice::Restarted => {
            let name = ENDED.take();
            if !name.is_empty() {
                resume(engine, name, false);
            }
        }
        _ => {}
    }
}

/// The student has put this run away before its end.
fn leave(now: Now) {
    if !now.name.is_empty() && now.end.is_none() {
        remove(&now.name);
    }
}

/// Forgets a kept run.
pub fn remove(name: &str) {
    let gone = [Kind::Run, Kind::State].map(|kind| (kind.key(name), None));
    wasm_bindgen_futures::spawn_local(async move {
        vault::put(gone.into()).await;
    });
}

fn follow(engine: &Engine, event: &Event) {
    let due = NOW.with_borrow_mut(|now| match event {
        Event::Compiled { plan } => {
            now.total_steps = plan.total_steps;
            false
        }
        Event::State { state } => {
            now.ready |= *state == RunState::Ready;
            *state == RunState::Paused && !now.train.is_empty()
        }
        Event::Batches { points, .. } => {
            let last = now.train.last().map_or(0, |point| point.step);
            now.train.extend(points.iter().filter(|point| point.step > last));
            !now.train.is_empty() && js_sys::Date::now() - now.kept_at >= EVERY
        }
        Event::Epoch { epoch } => {
            now.valid.retain(|point| point.step < epoch.step);
            now.valid.push(*epoch);
            false
        }
        Event::Done { metrics } => {
            now.end = Some(End { valid_loss: metrics.valid_loss, valid_accuracy: metrics.valid_accuracy });
            !now.train.is_empty()
        }
        _ => false,
    });
    if due {
        keep(engine);
    }
    if let Event::Batches { points, progress } = event {
        // The first report after the engine has gone back carries no points: here they are.
        let back = |now: &mut Now| now.replay.take_if(|_| now.ready && points.is_empty());
        if let Some(note) = NOW.with_borrow_mut(back) {
            let run = engine.run();
            engine.replay(run, Event::Batches { points: note.train, progress: *progress });
            note.valid.into_iter().for_each(|epoch| engine.replay(run, Event::Epoch { epoch }));
        }
    }
}

fn keep(engine: &Engine) {
    let name = NOW.with_borrow_mut(|now| {
        if now.adopted {
            return None;
        }
        if now.keeping {
            now.again = true;
            return None;
        }
        now.keeping = true;
        now.kept_at = js_sys::Date::now();
        if now.name.is_empty() {
            now.name = number::text(now.kept_at);
            if let (_, Route::Lesson(id)) = Route::current() {
                now.lesson = id;
            }
        }
        Some(now.name.clone())
    });
    let Some(name) = name else { return };
    let engine = engine.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let kept = engine.keep(false).await;
        // Another run may have begun in the meantime.
        let same = |now: &Now| now.name == name;
        if let (Some(kept), true) = (kept, NOW.with_borrow(same)) {
            let state = pack_state(&kept);
            let note = NOW.with_borrow(|now| note(now, kept.step, state.len()));
            let run = vec![(Kind::Run.key(&name), Some(note.pack())), (Kind::State.key(&name), Some(state))];
            vault::put(run).await;
        }
        let again = NOW.with_borrow_mut(|now| {
            let mine = same(now);
            now.keeping &= !mine;
            mine && std::mem::take(&mut now.again)
        });
        if again {
            keep(&engine);
        }
        if NOW.with_borrow(|now| now.end.is_some()) {
            make_room().await;
        }
    });
}

fn note(now: &Now, step: u32, bytes: usize) -> Note {
    let mut note = Note {
        tab: tab::name(),
        config: now.config.clone(),
        lesson: now.lesson.into(),
        saved: js_sys::Date::now(),
        step,
        total_steps: now.total_steps,
        end: now.end,
        train: now.train.clone(),
        valid: now.valid.clone(),
        bytes: bytes as u32,
    };
    note.cut();
    note
}

async fn make_room() {
    let runs = vault::all(Kind::Run.prefix()).await;
    let gone = runs.iter().take(runs.len().saturating_sub(MOST_RUNS)).filter_map(|(key, _)| Kind::of(key));
    gone.for_each(|(_, name)| remove(name));
}

/// The runs that are kept, with their names, oldest first; and how many cannot be read.
pub async fn runs() -> (Vec<(String, Note)>, usize) {
    let all = vault::all(Kind::Run.prefix()).await;
    let count = all.len();
    let read = |(key, value): (String, Vec<u8>)| Some((Kind::of(&key)?.1.to_string(), Note::unpack(&value).ok()?));
    let runs: Vec<_> = all.into_iter().filter_map(read).collect();
    let unreadable = count - runs.len();
    (runs, unreadable)
}

/// The newest run that did not come to its end and whose tab is gone.
pub async fn interrupted() -> Option<(String, Note)> {
    let (mut runs, _) = runs().await;
    runs.retain(|(_, note)| note.end.is_none());
    for _ in 0..TRIES {
        if runs.is_empty() {
            break;
        }
        let open = tab::open().await;
        if let Some(place) = runs.iter().rposition(|(_, note)| !open.contains(&note.tab)) {
            return Some(runs.swap_remove(place));
        }
        sleep(BETWEEN).await;
    }
    None
}

/// Takes a kept run up again: it is paused where it was kept, or done; `train` lets it go on at once. Where it cannot be
/// read any more, nothing changes.
pub fn resume(engine: &Engine, name: String, train: bool) {
    let engine = engine.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let note = vault::get(&Kind::Run.key(&name)).await.and_then(|bytes| Note::unpack(&bytes).ok());
        let kept = vault::get(&Kind::State.key(&name)).await.and_then(|bytes| unpack_state(&bytes).ok());
        let (Some(note), Some(kept)) = (note, kept) else { return };
        // To open another run is not to put this one away.
        NOW.with_borrow_mut(|now| now.name.clear());
        engine.prepare(note.config.clone());
        let lesson = ::lesson::index::ALL.into_iter().find(|id| *id == note.lesson).unwrap_or_default();
        NOW.with_borrow_mut(|now| {
            now.name = name;
            now.lesson = lesson;
            now.kept_at = js_sys::Date::now();
            now.replay = Some(note);
        });
        engine.send(Command::Restore { kept: Box::new(kept) });
        if train {
            engine.send(Command::Train);
        }
    });
}
