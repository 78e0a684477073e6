//! How fast this device trains, processor and graphics card side by side, with a report to copy.

use train::config::Backend;
use train::protocol::DeviceInfo;
use yew::prelude::*;

use crate::app::use_lang;
use crate::service::clipboard;
use crate::service::engine::{Engine, BUILD};
use crate::service::measure::{measure, Measured};
use crate::service::text::Lang;
use crate::widget::format;

/// Widths and batch sizes.
const ROWS: [(u32, u32); 3] = [(16, 32), (16, 64), (32, 32)];

/// Pictures a second in the first row below which a device is asked for no more: a row would take minutes.
const TOO_SLOW: f64 = 20.0;

/// What became of a measurement.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Outcome {
    #[default]
    Waits,
    Runs,
    Skipped,
    /// It was stopped, or could not be done.
    Nothing,
    Done(Measured),
}

/// All measurements, a pair of devices a row.
type Table = [[Outcome; 2]; ROWS.len()];

#[derive(Properties, PartialEq)]
pub struct Props {
    pub device: Option<DeviceInfo>,
}

/// What is shown: the measurements, and what became of copying.
#[derive(Clone, Default)]
struct Shown {
    table: Table,
    said: &'static str,
}

/// The engine under measurement. It ends with the page.
#[derive(Default)]
struct Held(Option<Engine>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.iter().for_each(Engine::end);
    }
}

#[component]
pub fn Bench(props: &Props) -> Html {
    let lang = use_lang();
    let shown = use_state(Shown::default);
    let held = use_mut_ref(Held::default);
    let gpu = props.device.as_ref().is_some_and(|device| device.gpu_available);
    let table = &shown.table;
    let running = table.iter().flatten().any(|outcome| *outcome == Outcome::Runs);
    let any = table.iter().flatten().any(|outcome| outcome.speed() > 0.0);
    let press = {
        let shown = shown.setter();
        Callback::from(move |_: MouseEvent| {
            // Stops what runs.
            drop(held.take());
            if !running {
                let engine = Engine::new();
                engine.start();
                held.borrow_mut().0 = Some(engine.clone());
                wasm_bindgen_futures::spawn_local(run(engine, gpu, shown.clone()));
            }
        })
    };
    let text = report(table, props.device.as_ref());
    let copy = {
        let (text, shown) = (text.clone(), shown.clone());
        Callback::from(move |_: MouseEvent| {
            let (text, shown) = (text.clone(), shown.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let copied = clipboard::copy(&text).await.is_ok();
                let said = if copied { lang.copied() } else { lang.bench_not_copied() };
                shown.set(Shown { said, ..(*shown).clone() });
            });
        })
    };
    let word = match (running, any) {
        (true, _) => lang.bench_stop(),
        (_, true) => lang.bench_again(),
        _ => lang.bench_start(),
    };
    html! {
        <>
            <div class="hero">
                <h1>{ lang.bench_title() }</h1>
                <p>{ lang.bench_lead() }</p>
            </div>
            <section class="sheet bench">
                <button type="button" class="button primary" onclick={press}>{ word }</button>
                if !gpu { <p class="hint">{ lang.bench_no_gpu() }</p> }
                { rows(lang, table, gpu) }
                if any && !running {
                    <pre id="bench-report" class="report" tabindex="0">{ text }</pre>
                    <div class="row">
                        <button type="button" class="button small" onclick={copy}>{ lang.bench_copy() }</button>
                        <span role="status" class="hint">{ shown.said }</span>
                    </div>
                }
            </section>
        </>
    }
}

/// The measurements as bars.
fn rows(lang: Lang, table: &Table, gpu: bool) -> Html {
    let fastest = table.iter().flatten().map(|outcome| outcome.speed()).fold(1.0, f64::max);
    let bar = |(name, outcome): (&str, &Outcome)| {
        html! {
            <li class="w-bars-row">
                <span class="w-bars-name">{ name }</span>
                <span class="w-bars-track" aria-hidden="true">
                    <span class="w-bars-fill" style={format!("width:{:.2}%;--w-colour:var(--accent)", outcome.speed() / fastest * 100.0)} />
                </span>
                <span class="w-num">{ outcome.words(lang) }</span>
            </li>
        }
    };
    let row = |((width, batch), outcomes): ((u32, u32), &[Outcome; 2])| {
        html! {
            <li>
                <h2>{ lang.bench_row(width, batch) }</h2>
                <ul class="w-bars">
                    { bar(("CPU", &outcomes[0])) }
                    if gpu { { bar(("GPU", &outcomes[1])) } }
                </ul>
            </li>
        }
    };
    html! { <ul class="bench-rows">{ for ROWS.into_iter().zip(table).map(row) }</ul> }
}

/// Measures everything, one after the other: they would slow each other down.
async fn run(engine: Engine, gpu: bool, shown: UseStateSetter<Shown>) {
    let mut table = Table::default();
    for (row, (width, batch)) in ROWS.into_iter().enumerate() {
        for (place, backend) in [Backend::Cpu, Backend::Gpu].into_iter().enumerate().take(1 + usize::from(gpu)) {
            let slow = row > 0 && table[0][place].speed() < TOO_SLOW;
            table[row][place] = if slow { Outcome::Skipped } else { Outcome::Runs };
            shown.set(Shown { table, said: "" });
            if slow {
                continue;
            }
            let measured = measure(&engine, backend, width, batch).await;
            table[row][place] = measured.map_or(Outcome::Nothing, Outcome::Done);
            shown.set(Shown { table, said: "" });
            if measured.is_none() {
                return engine.end();
            }
        }
    }
    engine.end();
}

impl Outcome {
    /// Pictures a second; 0 where none are known.
    fn speed(self) -> f64 {
        match self {
            Outcome::Done(measured) => measured.speed,
            _ => 0.0,
        }
    }

    fn words(self, lang: Lang) -> Html {
        let word = match self {
            Outcome::Waits => lang.bench_waits(),
            Outcome::Runs => lang.bench_runs(),
            Outcome::Skipped => lang.bench_skipped(),
            Outcome::Nothing => lang.bench_nothing(),
            Outcome::Done(Measured { speed, first, launches }) => {
                return html! {
                    <>
                        <b>{ lang.bench_speed(&format::number(speed)) }</b>
                        <small>{ lang.bench_first(&format::number(first), launches) }</small>
                    </>
                };
            }
        };
        word.into()
    }
}

/// The report, in Markdown and in English, for whoever is sent it.
fn report(table: &Table, device: Option<&DeviceInfo>) -> String {
    let browser = web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    let adapter = device.map_or("", |device| &device.adapter);
    let head =
        ["Epoch One ", BUILD, "\n", &browser, "\nGPU: ", adapter, "\n\n| training step | CPU | GPU |\n|---|---|---|"];
    let cell = |outcome: &Outcome| match outcome {
        Outcome::Done(Measured { speed, first, launches }) => {
            let (speed, first) = (format::number(*speed), format::number(*first));
            [&speed, " pictures/s, first step ", &first, " ms, ", &launches.to_string(), " launches"].concat()
        }
        _ => format::DASH.to_string(),
    };
    let row = |text: String, ((width, batch), cells): ((u32, u32), &[Outcome; 2])| {
        let (width, batch) = (width.to_string(), batch.to_string());
        text + &["\n| w = ", &width, ", batch ", &batch, " | ", &cell(&cells[0]), " | ", &cell(&cells[1]), " |"]
            .concat()
    };
    ROWS.into_iter().zip(table).fold(head.concat(), row)
}
