//! A figure of `crate/figure` in a lesson: tells it where it stands, draws what it answers, gives it what the student
//! does, and asks the engine for what it wants to know.

use std::rc::Rc;
use std::time::Duration;

use ::figure::engine::{self, Heard};
use ::figure::message::{self, Action, Context, Looked, Request, Want, TICK};
use ::lesson::document;
use ::lesson::log::Fact;
use train::protocol::{Command, Event, RunState, Split};
use yew::prelude::*;

use super::prose::prose;
use super::tree::draw;
use crate::app::{use_lang, View};
use crate::component::words;
use crate::hooks::{use_effect_with, use_state};
use crate::part::drawn_by;
use crate::service::engine::{Engine, Notice};
use crate::service::figures;
use crate::service::text::Lang;
use crate::widget::{use_theme, use_width};

#[derive(Properties, PartialEq)]
pub struct Figure {
    pub engine: Engine,
    pub view: View,
    pub figure: document::Figure,
    /// Id of the run cell that the engine's present run belongs to; empty where it is none's.
    pub stage: String,
    /// The words on the button of the run that it shows, where that run is not there.
    pub needs: Option<String>,
    /// What it remembers.
    pub memory: Vec<u8>,
    pub on_reply: Callback<(Vec<u8>, Vec<Fact>)>,
}

/// What the engine has answered, with the run and the step that it belongs to.
#[derive(Clone, Debug, Default, PartialEq)]
struct Looks(Vec<(u32, u32, Looked)>);

impl Reducible for Looks {
    type Action = (u32, u32, Looked);

    /// Answers about an older state of the network are of no use.
    fn reduce(self: Rc<Self>, (run, step, looked): Self::Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self).0;
        next.retain(|(r, s, old)| *r == run && *s == step && old.want != looked.want);
        next.push((run, step, looked));
        Rc::new(Looks(next))
    }
}

/// Questions that were sent: number, run, step, what was asked.
type Asked = Vec<(u32, u32, u32, Want)>;

drawn_by!(Figure, use_figure);

#[hook]
fn use_figure(props: &Figure) -> Html {
    let lang = use_lang();
    let node = use_node_ref();
    let width = use_width(node.clone());
    // By night the ink is light: its first digit says so.
    let dark = use_theme().ink.as_bytes().get(1).is_some_and(|digit| *digit > b'8');
    let looks = use_reducer(Looks::default);
    let asked = use_mut_ref(Asked::new);
    let pictures = use_state(|| 0);
    let memory = use_mut_ref(Vec::new);
    memory.borrow_mut().clone_from(&props.memory);
    {
        let (engine, looks, asked) = (props.engine.clone(), looks.dispatcher(), asked.clone());
        use_effect_with((), move |()| {
            let me = engine.clone();
            let id = engine.listen(move |notice| {
                let Notice::Run { event: Event::Looked { id, step, shape, values }, .. } = notice else { return };
                if let Some((_, run, _, want)) = asked.borrow().iter().find(|asked| asked.0 == *id) {
                    let looked = Looked { want: want.clone(), shape: shape.clone(), values: values.clone() };
                    looks.dispatch((*run, *step, looked));
                }
            });
            move || me.unlisten(id)
        });
    }
    let here = Place { lang, width, dark, stage: &props.stage, run: props.engine.run(), pictures: *pictures };
    let request = Request {
        cell: props.figure.id.clone(),
        name: props.figure.name.clone(),
        memory: props.memory.clone(),
        context: context(&here, props, &looks),
        action: None,
    };
    let shown = props.needs.is_none() && width > 0.0;
    let answer = if shown { figures::ask(&request) } else { None };
    let act = {
        let on_reply = props.on_reply.clone();
        Callback::from(move |action: Action| {
            // A drop is two actions, and the second begins where the first ended.
            let request = Request { memory: memory.borrow().clone(), action: Some(action), ..request.clone() };
            if let Some(answer) = figures::ask(&request) {
                memory.borrow_mut().clone_from(&answer.memory);
                on_reply.emit((answer.memory, answer.facts));
            }
        })
    };
    let (elements, wants, tick) = match answer {
        Some(answer) => (Some(answer.elements), answer.wants, answer.tick),
        None => (None, Vec::new(), None),
    };
    {
        let (engine, view, act) = (props.engine.clone(), props.view.clone(), act.clone());
        let alive = Rc::new(std::cell::Cell::new(true));
        // After every drawing: wants and ticks are those of what is drawn now.
        use_effect(move || {
            let now = (engine.run(), engine::steps(view.last_batch));
            for want in &wants {
                if let Want::Pictures { count } = want {
                    if *count > *pictures {
                        pictures.set(*count);
                    }
                }
                ask(&engine, &view, &asked, now, want);
            }
            if let Some(tick) = tick {
                let alive = alive.clone();
                yew::platform::spawn_local(async move {
                    yew::platform::time::sleep(Duration::from_millis(tick.into())).await;
                    if alive.get() {
                        act.emit(Action { id: TICK, value: 0.0 });
                    }
                });
            }
            move || alive.set(false)
        });
    }
    let again = {
        let on_reply = props.on_reply.clone();
        Callback::from(move |_: MouseEvent| on_reply.emit((Vec::new(), Vec::new())))
    };
    html! {
        <figure class="figure" id={format!("figure-{}", props.figure.id)} ref={node}>
            <figcaption>{ prose(&props.figure.caption) }</figcaption>
            if let Some(run) = &props.needs {
                <p class="hint">{ lang.figure_needs(run) }</p>
            } else if let Some(elements) = &elements {
                { for elements.iter().map(|element| draw(element, &act)) }
            } else if shown {
                <p role="alert">{ lang.figure_broken() }</p>
                <button type="button" class="button" onclick={again}>{ lang.problem_retry() }</button>
            }
        </figure>
    }
}

/// Where the figure is, beside the run.
struct Place<'a> {
    lang: Lang,
    width: f64,
    dark: bool,
    stage: &'a str,
    /// Number of the engine's present run.
    run: u32,
    /// Pictures that it has asked for.
    pictures: u32,
}

fn context(here: &Place, props: &Figure, looks: &Looks) -> Context {
    let view = &props.view;
    let step = engine::steps(view.last_batch);
    let still = web_sys::window().and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    let mut setup = std::collections::BTreeMap::new();
    for (key, value) in &props.figure.setup {
        setup.insert(key.clone(), *value);
    }
    let run = view.config.as_ref().zip(view.plan.as_ref()).map(|(config, plan)| {
        let heard = Heard {
            config,
            plan,
            progress: &view.progress,
            last_batch: view.last_batch,
            last_epoch: view.last_epoch,
            first_loss: view.valid_loss.first().filter(|p| p.step == 0).map(|p| p.value),
            first_accuracy: view.valid_error.first().filter(|p| p.step == 0).map(|p| 1.0 - p.value),
        };
        let classes = words::classes(here.lang, &plan.classes).iter().map(|class| class.name.to_string()).collect();
        engine::run(&heard, here.stage, view.state == RunState::Running, classes)
    });
    let pictures = view.valid_pictures.iter().take(here.pictures as usize).map_while(|(index, shown)| {
        let rgb = shown.pixels.as_ref()?.rgb().to_vec();
        Some(message::Picture { index, label: shown.label, rgb })
    });
    let current = |(run, at, _): &&(u32, u32, Looked)| *run == here.run && *at == step;
    let settled = view.state != RunState::Running;
    Context {
        lang: figures::lang(here.lang),
        width: here.width as u16,
        dark: here.dark,
        still: still.is_some_and(|query| query.matches()),
        setup,
        run,
        pictures: pictures.collect(),
        layers: engine::layers(view.plan.as_deref(), &view.layers),
        filters: engine::filters(&view.filters, &view.first_filters),
        looks: looks.0.iter().filter(|_| settled).filter(current).map(|(_, _, looked)| looked.clone()).collect(),
    }
}

/// Asks the engine, unless this was asked already, or the network is changing just now.
fn ask(engine: &Engine, view: &View, asked: &std::cell::RefCell<Asked>, (run, step): (u32, u32), want: &Want) {
    let Some(plan) = &view.plan else { return };
    if asked.borrow().iter().any(|(_, r, s, w)| *r == run && w == want && (*s == step || is_of_run(want))) {
        return;
    }
    let settled = matches!(view.state, RunState::Ready | RunState::Paused | RunState::Done);
    if let Want::Pictures { count } = want {
        let have = view.valid_pictures.len() as u32;
        let count = (*count).min(plan.valid_pictures);
        if have < count {
            engine.send(Command::Pictures { split: Split::Valid, from: have, count: count - have });
            asked.borrow_mut().push((0, run, step, want.clone()));
        }
    }
    let Some(look) = engine::look(want).filter(|_| settled) else { return };
    let mut asked = asked.borrow_mut();
    asked.retain(|(_, r, s, w)| *r == run && (*s == step || is_of_run(w)));
    asked.push((engine.look_into(look), run, step, want.clone()));
}

/// Pictures stay the same for a whole run.
fn is_of_run(want: &Want) -> bool {
    matches!(want, Want::Pictures { .. })
}
