//! Icons of the controls, drawn in the colour of their text. They carry no meaning alone: the control is labelled.

use yew::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    Step,
    Reset,
    Light,
    Dark,
    Auto,
    Close,
    Dice,
    Warning,
    Arrow,
    Check,
    Flag,
    Share,
}

fn paths(icon: Icon) -> (&'static str, bool) {
    match icon {
        Icon::Play => ("M7 4.5v15l12.5-7.5z", true),
        Icon::Pause => ("M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z", true),
        Icon::Step => ("M5 5v14l10-7zM17 5h3v14h-3z", true),
        Icon::Reset => ("M5 4v5h5M5.3 9A7.5 7.5 0 1 1 4.6 13.5", false),
        Icon::Light => (
            "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
            false,
        ),
        Icon::Dark => ("M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z", false),
        Icon::Auto => ("M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17", false),
        Icon::Close => ("M6 6l12 12M18 6L6 18", false),
        Icon::Dice => ("M5 5h14v14H5zM9 9v.01M15 9v.01M12 12v.01M9 15v.01M15 15v.01", false),
        Icon::Warning => ("M12 4l9 16H3zM12 10v4.5M12 17.4v.01", false),
        Icon::Check => ("M5 12.5l4.5 4.5L19 7.5", false),
        Icon::Flag => ("M6 21V4.5h11l-2.5 4 2.5 4H6", false),
        Icon::Share => ("M12 15V3.5M7.5 8L12 3.5 16.5 8M5 12.5V20h14v-7.5", false),
        Icon::Arrow => ("M5 12h14M13 6l6 6-6 6", false),
    }
}

impl Icon {
    pub fn draw(self) -> Html {
        let (path, filled) = paths(self);
        let half = (self == Icon::Auto).then(|| html! { <path d="M12 3.5a8.5 8.5 0 0 0 0 17z" fill="currentColor" /> });
        html! {
            <svg class={classes!("icon", filled.then_some("filled"))} viewBox="0 0 24 24" width="20" height="20"
                aria-hidden="true" focusable="false">
                <path d={path} />
                { half }
            </svg>
        }
    }
}
