//! A picture of the student's own, by file, drop or paste, and what the network makes of it.

use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, File, FileList, HtmlInputElement};
use yew::prelude::*;

use super::bars::{detailed, Classes};
use super::dom::{cast, Listener};
use super::icon;
use super::pixels::{PixelCanvas, Pixels};
use crate::hooks::{use_effect_with, use_state};
use crate::part::{drawn_by, part};

/// Side of the shown picture, in CSS pixels.
const SIDE: u32 = 96;

/// Words of an [`OwnPicture`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnPictureText {
    pub choose: AttrValue,
    /// Says that dropping and pasting work too.
    pub hint: AttrValue,
    /// Shown while a file is held over the page.
    pub drop: AttrValue,
    /// The file has more bytes than allowed.
    pub too_large: AttrValue,
    /// What was dropped is no file.
    pub not_picture: AttrValue,
    /// The browser could not read the file.
    pub unreadable: AttrValue,
    pub waiting: AttrValue,
    /// Stands beside the picture as the network sees it.
    pub seen: AttrValue,
    pub undecided: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct OwnPicture {
    /// The bytes of a file of at most `max_bytes`.
    pub on_bytes: Callback<Vec<u8>>,
    /// Larger files are refused before they are read.
    pub max_bytes: u32,
    /// The picture as the network sees it.
    pub picture: Option<Pixels>,
    /// Per class; empty while there are none.
    pub probabilities: Vec<f32>,
    /// What was wrong with the last file, in words. The picture before it stays.
    pub problem: Option<AttrValue>,
    /// Whether an answer is on its way.
    #[prop_or_default]
    pub waiting: bool,
    #[prop_or_default]
    pub disabled: bool,
    pub classes: Classes,
    pub text: OwnPictureText,
}

/// What went wrong before the bytes could be handed on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Refusal {
    TooLarge,
    NotPicture,
    Unreadable,
}

/// Whether a file of this many bytes may be read.
fn check_size(bytes: f64, limit: u32) -> Result<(), Refusal> {
    if bytes <= f64::from(limit) {
        Ok(())
    } else {
        Err(Refusal::TooLarge)
    }
}

async fn read(file: File) -> Result<Vec<u8>, Refusal> {
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Unreadable)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

fn first(files: Option<FileList>) -> Option<File> {
    files.and_then(|files| files.get(0))
}

/// Whether a drop would make the browser leave the page: a file, or the address of one.
fn leads_away(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| matches!(kind.as_string().as_deref(), Some("Files" | "text/uri-list")))
}

drawn_by!(OwnPicture, use_own_picture);

#[hook]
fn use_own_picture(props: &OwnPicture) -> Html {
    let refusal = use_state(|| None::<Refusal>);
    let over = use_state(|| false);
    let take = {
        let (refusal, on_bytes) = (refusal.clone(), props.on_bytes.clone());
        use_callback((props.max_bytes, on_bytes), move |file: File, (max_bytes, on_bytes)| {
            if let Err(problem) = check_size(file.size(), *max_bytes) {
                refusal.set(Some(problem));
                return;
            }
            refusal.set(None);
            let (refusal, on_bytes) = (refusal.clone(), on_bytes.clone());
            wasm_bindgen_futures::spawn_local(async move {
                match read(file).await {
                    Ok(bytes) => on_bytes.emit(bytes),
                    Err(problem) => refusal.set(Some(problem)),
                }
            });
        })
    };
    {
        let (refusal, over) = (refusal.setter(), over.setter());
        use_page_files(
            take.clone(),
            props.disabled,
            Callback::from(move |r| refusal.set(r)),
            Callback::from(move |o| over.set(o)),
        );
    }

    let onchange = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = first(input.files()) {
                take.emit(file);
            }
            // So that the same file can be chosen again.
            input.set_value("");
        })
    };
    let text = &props.text;
    let problem = match *refusal {
        Some(Refusal::TooLarge) => Some(text.too_large.clone()),
        Some(Refusal::NotPicture) => Some(text.not_picture.clone()),
        Some(Refusal::Unreadable) => Some(text.unreadable.clone()),
        None => props.problem.clone(),
    };
    let hint = if *over { &text.drop } else { &text.hint };
    html! {
        <div class={classes!("w-own", over.then_some("w-own-over"), props.disabled.then_some("w-own-disabled"))} aria-busy={props.waiting.to_string()}>
            <div class="w-own-picture">
                if props.picture.is_some() {
                    { part!(PixelCanvas { pixels: props.picture.clone(), side: SIDE }) }
                } else {
                    <span class="w-own-place" style={format!("width:{SIDE}px;height:{SIDE}px")}>{ icon::picture() }</span>
                }
            </div>
            <div class="w-own-side">
                <label class="w-own-choose" for="own-picture-file">
                    <input id="own-picture-file" class="w-own-input" type="file" accept="image/*" disabled={props.disabled} {onchange} />
                    <span class="w-own-button">{ text.choose.clone() }</span>
                </label>
                <p class="w-own-hint">{ hint.clone() }</p>
                if let Some(problem) = problem {
                    <p class="w-own-problem" role="alert">{ problem }</p>
                }
            </div>
            if props.picture.is_some() {
                <div class="w-own-result" role="status">
                    <p class="w-own-hint">{ if props.waiting { text.waiting.clone() } else { text.seen.clone() } }</p>
                    { detailed(&props.classes, &props.probabilities, &text.undecided) }
                </div>
            } else if props.waiting {
                <p class="w-own-result w-own-hint" role="status">{ text.waiting.clone() }</p>
            }
        </div>
    }
}

/// Files pasted or dropped anywhere on the page. A file dropped beside a target would otherwise make the
/// browser leave the page, and the run with it.
#[hook]
fn use_page_files(take: Callback<File>, disabled: bool, refuse: Callback<Option<Refusal>>, over: Callback<bool>) {
    use_effect_with((take, disabled), move |(take, disabled)| {
        let disabled = *disabled;
        let mut listeners = Vec::new();
        if let Some(document) = web_sys::window().and_then(|w| w.document()) {
            let hover = {
                let over = over.clone();
                move |event: web_sys::Event| {
                    let Some(event) = cast::<DragEvent>(&event) else { return };
                    if event.data_transfer().is_some_and(|t| leads_away(&t)) {
                        event.prevent_default();
                        over.emit(!disabled);
                    }
                }
            };
            listeners.push(Listener::new(&document, "dragenter", hover.clone()));
            listeners.push(Listener::new(&document, "dragover", hover));
            let leave = over.clone();
            listeners.push(Listener::new(&document, "dragleave", move |event| {
                // Leaving for another element of the page is no leaving.
                if cast::<DragEvent>(&event).is_some_and(|e| e.related_target().is_none()) {
                    leave.emit(false);
                }
            }));
            let (drop_take, drop_refuse) = (take.clone(), refuse.clone());
            listeners.push(Listener::new(&document, "drop", move |event| {
                over.emit(false);
                let Some(event) = cast::<DragEvent>(&event) else { return };
                let Some(transfer) = event.data_transfer().filter(leads_away) else { return };
                event.prevent_default();
                if disabled {
                    return;
                }
                match first(transfer.files()) {
                    Some(file) => drop_take.emit(file),
                    None => drop_refuse.emit(Some(Refusal::NotPicture)),
                }
            }));
            let paste_take = take.clone();
            listeners.push(Listener::new(&document, "paste", move |event| {
                let Some(event) = cast::<ClipboardEvent>(&event).filter(|_| !disabled) else { return };
                // Pasted words are for the field they are pasted into.
                if let Some(file) = event.clipboard_data().and_then(|data| first(data.files())) {
                    event.prevent_default();
                    paste_take.emit(file);
                }
            }));
        }
        move || drop(listeners)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_is_checked_before_reading() {
        assert_eq!(check_size(10.0, 10), Ok(()));
        assert_eq!(check_size(11.0, 10), Err(Refusal::TooLarge));
        assert_eq!(check_size(0.0, 10), Ok(()));
    }
}
