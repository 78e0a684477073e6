//! Small marks drawn with lines in the colour of the text around them.

use yew::prelude::*;

fn line_icon(path: &'static str) -> Html {
    html! {
        <svg class="w-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d={path} fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}

/// Wrong.
pub fn cross() -> Html {
    line_icon("M4 4l8 8M12 4l-8 8")
}

/// Frozen.
pub fn snowflake() -> Html {
    line_icon("M8 1.5v13M2.4 4.75l11.2 6.5M13.6 4.75L2.4 11.25M6.2 2.6L8 4.2l1.8-1.6M6.2 13.4L8 11.8l1.8 1.6")
}

/// A picture to be put here.
pub fn picture() -> Html {
    line_icon("M2 3.5h12v9H2zM2 11l3.5-3.5 3 3 2-2L14 12M10.5 6.2v.01")
}
