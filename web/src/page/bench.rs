//! How fast this device is, processor and graphics card side by side, with a report to copy. What measures is a worker of its
//! own (`web/bench.js`), fetched when somebody measures; it tells what there is to see, and this page draws it.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, Worker};
use yew::prelude::*;

use crate::app::use_lang;
use crate::hooks::{use_state, UseStateSetter};
use crate::part::drawn_by;
use crate::service::text::Lang;
use crate::service::{clipboard, site};
use crate::widget::format;

/// Fields of the worker's message: in front of the rows, of a row in front of the devices', and of a device.
const HEAD: usize = 3;
const NAMES: usize = 3;
const CELL: usize = 5;

#[derive(Properties, PartialEq)]
pub struct Bench {}

/// What is shown: the worker's last message, and what became of copying.
#[derive(Clone, Default)]
struct Shown {
    running: bool,
    message: AttrValue,
    said: &'static str,
}

/// The worker that measures. It ends with the page.
struct Measuring {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Measuring {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn start(shown: UseStateSetter<Shown>) -> Option<Measuring> {
    let worker = site::worker("bench.js", "bench").ok()?;
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message = event.data().as_string().unwrap_or_default();
        shown.set(Shown { running: !message.starts_with('1'), message: message.into(), said: "" });
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    Some(Measuring { worker, _on_message: on_message })
}

drawn_by!(Bench, use_bench);

#[hook]
fn use_bench(_bench: &Bench) -> Html {
    let lang = use_lang();
    let shown = use_state(Shown::default);
    let held = use_mut_ref(|| None::<Measuring>);
    let Shown { running, message, said } = (*shown).clone();
    let fields: Vec<&str> = message.split('\t').collect();
    let [_, devices, report] = *fields.first_chunk().unwrap_or(&[""; HEAD]);
    let press = {
        let (shown, message) = (shown.setter(), message.clone());
        Callback::from(move |_: MouseEvent| {
            // What was measured before it was stopped is still shown.
            let message = if running { message.clone() } else { AttrValue::default() };
            *held.borrow_mut() = if running { None } else { start(shown.clone()) };
            shown.set(Shown { running: !running, message, said: "" });
        })
    };
    let copy = {
        let (report, shown) = (report.to_string(), shown.clone());
        Callback::from(move |_: MouseEvent| {
            let (report, shown) = (report.clone(), shown.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let copied = clipboard::copy(&report).await.is_ok();
                let said = if copied { lang.copied() } else { lang.bench_not_copied() };
                shown.set(Shown { said, ..(*shown).clone() });
            });
        })
    };
    let word = match (running, report) {
        (true, _) => lang.bench_stop(),
        (_, "") => lang.bench_start(),
        _ => lang.bench_again(),
    };
    let parts = [
        ("0", lang.bench_step(), lang.bench_step_what()),
        ("1", lang.bench_forward(), lang.bench_forward_what()),
        ("2", lang.bench_product(), lang.bench_product_what()),
        ("3", lang.bench_convolution(), lang.bench_convolution_what()),
    ];
    let devices: Vec<&str> = devices.split('|').collect();
    let width = NAMES + CELL * devices.len();
    let rows = || fields.get(HEAD..).unwrap_or_default().chunks_exact(width);
    let part = |(part, title, what): (&'static str, &'static str, &'static str)| {
        html! {
            <section class="sheet" data-part={part}>
                <h2>{ title }</h2>
                <p class="hint">{ what }</p>
                <ul class="bench-rows">
                    { for rows().filter(|row| row[0] == part).map(|row| draw(lang, running, &devices, row)) }
                </ul>
            </section>
        }
    };
    html! {
        <div class="bench">
            <div class="hero">
                <h1>{ lang.bench_title() }</h1>
                <p>{ lang.bench_lead() }</p>
                <button type="button" class="button primary" onclick={press}>{ word }</button>
                <p class="hint">{ if !report.is_empty() && devices.last() != Some(&"GPU") { lang.bench_no_gpu() } else { "" } }</p>
            </div>
            { for parts.into_iter().map(part) }
            if !running && !report.is_empty() {
                <section class="sheet">
                    <pre id="bench-report" class="report" tabindex="0">{ report.to_string() }</pre>
                    <div class="row">
                        <button type="button" class="button small" onclick={copy}>{ lang.bench_copy() }</button>
                        <span role="status" class="hint">{ said }</span>
                    </div>
                </section>
            }
        </div>
    }
}

/// A row with a bar for each device. The three directions of a convolution stand side by side, under its name.
fn draw(lang: Lang, running: bool, devices: &[&str], row: &[&str]) -> Html {
    let (part, first, second) = (row[0], row[1], row[2]);
    let name = match (part, second) {
        ("0" | "1", _) => lang.bench_row(first, second),
        ("2", _) => [first, " × ", first].concat(),
        (_, "0") => lang.bench_ahead().into(),
        (_, "1") => lang.bench_data().into(),
        _ => lang.bench_filter().into(),
    };
    let bar = |(name, cell): (&&str, &[&str])| {
        let (value, note) = words(lang, running, part, cell);
        html! {
            <li class="w-bars-row" data-state={cell[0].to_string()}>
                <span class="w-bars-name">{ name.to_string() }</span>
                <span class="w-bars-track" aria-hidden="true">
                    <span class="w-bars-fill" style={["--w-colour:var(--accent);width:", cell[1], "%"].concat()} />
                </span>
                <b>{ value }</b>
                <small>{ note }</small>
            </li>
        }
    };
    html! {
        <>
            if part == "3" && second == "0" { <li class="bench-shape">{ first.to_string() }</li> }
            <li>
                <h3>{ name }</h3>
                <ul class="w-bars">{ for devices.iter().zip(row[NAMES..].chunks(CELL)).filter(|(_, cell)| !cell[0].is_empty()).map(bar) }</ul>
            </li>
        </>
    }
}

/// What is said of a device beside its bar, which is its speed or why there is none, and below it.
fn words(lang: Lang, running: bool, part: &str, cell: &[&str]) -> (String, String) {
    let (speed, time, launches) = (cell[2], cell[3], cell[4]);
    let value = match cell[0] {
        "4" if part < "2" => lang.bench_speed(speed),
        "4" => [speed, " GFLOP/s"].concat(),
        "0" if running => lang.bench_waits().into(),
        "1" if running => lang.bench_runs().into(),
        "2" => lang.bench_skipped().into(),
        _ => format::DASH.into(),
    };
    let note = match (time, part) {
        ("", _) => String::new(),
        (_, "0") => lang.bench_first(time, launches),
        _ => lang.bench_alone(time),
    };
    (value, note)
}
