//! Files of a run, to be saved and to be opened again.

use export::{Class, ExportError, Kind, Language, Point, Shown, Validation, Work};
use train::config::{Architecture, Config};
use train::protocol::{Adopted, Command};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::View;
use crate::component::words;
use crate::hooks::UseStateHandle;
use crate::service::download::download;
use crate::service::engine::{Engine, BUILD, WATCHED};
use crate::service::run_model::RunView;
use crate::service::text::Lang;
use crate::service::{route, settings, sharing};

/// Larger files are none of ours.
const MOST_BYTES: f64 = 64e6;

/// The part of the dialog with the files; `said` is what became of the last one.
pub fn files(lang: Lang, engine: &Engine, view: &View, said: &UseStateHandle<Option<String>>) -> Html {
    let save = |kind: Kind| {
        let (engine, view, said) = (engine.clone(), view.clone(), said.setter());
        let onclick = Callback::from(move |_: MouseEvent| {
            let (engine, work, said) = (engine.clone(), work(lang, &view), said.clone());
            wasm_bindgen_futures::spawn_local(async move { said.set(export(lang, &engine, work, kind).await) });
        });
        html! { <button type="button" class="button small" id={id(kind)} {onclick}>{ lang.file_kind(kind) }</button> }
    };
    let open = {
        let (engine, view, said) = (engine.clone(), view.clone(), said.setter());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                let (engine, config, said) = (engine.clone(), view.config.clone().unwrap_or_default(), said.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    said.set(Some(
                        import(&engine, config, &file)
                            .await
                            .map_or_else(|()| lang.file_foreign().into(), |()| lang.file_opened().into()),
                    ));
                });
            }
            // So that the same file can be chosen again.
            input.set_value("");
        })
    };
    html! {
        <section class="share-files" aria-label={lang.files_title()}>
            <h3>{ lang.files_title() }</h3>
            <div class="row">{ for Kind::ALL.map(save) }</div>
            <div class="row">
                <label class="w-own-choose">
                    <input id="file-open" class="w-own-input" type="file" accept=".safetensors" onchange={open} />
                    <span class="button small">{ lang.file_open() }</span>
                </label>
                <span class="hint">{ lang.file_open_hint() }</span>
            </div>
            <p id="file-said" role="status">{ said.as_deref().unwrap_or_default() }</p>
        </section>
    }
}

fn id(kind: Kind) -> &'static str {
    match kind {
        Kind::Safetensors => "file-weights",
        Kind::Onnx => "file-onnx",
        Kind::Csv => "file-csv",
        Kind::Chart => "file-chart",
        Kind::Pictures => "file-pictures",
        Kind::Notebook => "file-notebook",
    }
}

/// What is on the page, without the weights.
fn work(lang: Lang, view: &RunView) -> Work {
    let names = view.plan.as_ref().map(|plan| plan.classes.clone()).unwrap_or_default();
    let shown = words::classes(lang, &names);
    let classes = names.into_iter().zip(shown.iter()).map(|(id, class)| Class { id, name: class.name.to_string() });
    let train = view.train_loss.iter().zip(view.train_error.iter());
    let pictures = (0..WATCHED).filter_map(|index| {
        let picture = view.valid_pictures.get(&index)?;
        let probabilities = view.predictions.get(&index).map(|p| p.probabilities.clone()).unwrap_or_default();
        Some(Shown { label: Some(picture.label), rgb: picture.pixels.as_ref()?.rgb().to_vec(), probabilities })
    });
    Work {
        config: view.config.clone().unwrap_or_default(),
        language: match lang {
            Lang::Zh => Language::Chinese,
            Lang::En => Language::English,
        },
        site: route::whole(&route::base_folder()),
        build: BUILD.into(),
        classes: classes.collect(),
        kept: None,
        train: train
            .map(|(loss, error)| Point { step: loss.step, loss: loss.value, accuracy: 1.0 - error.value })
            .collect(),
        valid: sharing::validations(view)
            .into_iter()
            .map(|v| Validation { step: v.step, loss: v.loss, accuracy: v.accuracy })
            .collect(),
        pictures: pictures.collect(),
    }
}

/// Saves a file; gives what there is to say about it.
async fn export(lang: Lang, engine: &Engine, mut work: Work, kind: Kind) -> Option<String> {
    if matches!(kind, Kind::Safetensors | Kind::Onnx) {
        work.kept = engine.keep(false).await;
    }
    match sharing::save(&work, kind).await {
        Err(trouble) => Some(lang.trouble(&trouble).into()),
        Ok(Err(error)) => Some(match error {
            ExportError::NoWeights | ExportError::NoPictures => lang.file_no_run().into(),
            ExportError::NoCurves => lang.file_no_curves().into(),
            ExportError::NotFinite(_) => lang.file_not_finite().into(),
            ExportError::Misfit(detail) => detail,
        }),
        Ok(Ok(file)) => match download(&file.name, &file.mime, &file.bytes) {
            Ok(()) => Some(lang.file_saved(&file.name)),
            Err(_) => Some(lang.file_not_saved().into()),
        },
    }
}

/// Takes the weights of a file as the result of a run with settings that fit it. Nothing changes where it is none of ours.
async fn import(engine: &Engine, config: Config, file: &web_sys::File) -> Result<(), ()> {
    if file.size() > MOST_BYTES {
        return Err(());
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(drop)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let weights = nn::weights::open(&bytes).map_err(drop)?;
    let spec = weights.model.spec();
    let config = match &spec.architecture {
        nn::Architecture::Residual { width, depth } => {
            Config { architecture: Architecture::Residual, width: *width as u32, depth: *depth as u32, ..config }
        }
        nn::Architecture::Plain { width } => {
            Config { architecture: Architecture::Plain, width: *width as u32, ..config }
        }
        nn::Architecture::Mlp { hidden } => {
            let width = hidden.first().map_or(0, |first| *first as u32 / 8);
            Config { architecture: Architecture::Mlp, width, depth: hidden.len() as u32, ..config }
        }
    };
    let config = settings::fitting(config);
    // The same network as the settings describe, or the engine would refuse what was promised here.
    let described = train::session::model(&config, spec.classes).map_err(drop)?;
    if config.validate().is_err() || described.spec() != spec {
        return Err(());
    }
    engine.prepare(config);
    engine.send(Command::Adopt { weights: Adopted::File(bytes) });
    Ok(())
}
