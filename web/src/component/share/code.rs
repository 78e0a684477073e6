//! A link as a QR code, for the next phone in the room.

use share::Sheet;
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state, UseStateHandle};
use crate::service::sharing;
use crate::service::text::Lang;

/// A text and the code that was drawn of it; none where it is too long for one.
pub type Drawn = Option<(String, Option<Sheet>)>;

/// Draws the code of a text, anew when it is another; nothing while there is no text.
#[hook]
pub fn use_drawn(text: Option<String>) -> UseStateHandle<Drawn> {
    let drawn = use_state(|| None);
    {
        let drawn = drawn.setter();
        use_effect_with(text, move |text| {
            if let Some(text) = text.clone() {
                wasm_bindgen_futures::spawn_local(async move {
                    let sheet = sharing::draw(text.clone()).await;
                    drawn.set(Some((text, sheet)));
                });
            }
        });
    }
    drawn
}

/// The code, or why there is none.
pub fn code(lang: Lang, link: &str, drawn: &Drawn) -> Html {
    match drawn {
        Some((text, Some(sheet))) if *text == link => {
            // Four modules of light around it, as the standard wants.
            let side = sheet.size + 8;
            html! {
                <svg class="share-code" id="share-sheet" role="img" aria-label={lang.share_qr_label()}
                    viewBox={["0 0 ", &side.to_string(), " ", &side.to_string()].concat()} shape-rendering="crispEdges">
                    <rect width="100%" height="100%" fill="#fff" />
                    <path d={path(sheet)} fill="#000" />
                </svg>
            }
        }
        Some((text, None)) if *text == link => {
            html! { <p class="hint" role="status">{ lang.share_qr_long() }</p> }
        }
        _ => Html::default(),
    }
}

/// Dark modules, run by run.
fn path(sheet: &Sheet) -> String {
    let size = sheet.size.max(1) as usize;
    let mut path = String::new();
    for (y, row) in sheet.dark.chunks(size).enumerate() {
        let mut x = 0;
        while x < row.len() {
            let run = row[x..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let parts = [(x + 4).to_string(), (y + 4).to_string(), run.to_string(), run.to_string()];
                path += &["M", &parts[0], " ", &parts[1], "h", &parts[2], "v1h-", &parts[3], "z"].concat();
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules() {
        let dark = [true, true, false, false, true, false, false, false, true];
        let sheet = Sheet { size: 3, dark: dark.to_vec() };
        assert_eq!(path(&sheet), "M4 4h2v1h-2zM5 5h1v1h-1zM6 6h1v1h-1z");
    }
}
