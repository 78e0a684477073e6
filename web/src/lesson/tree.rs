//! Elements that the lessons' module describes, as elements of the page.

use std::rc::Rc;

use figure::message::Action;
use figure::tree::{Element, Event, Node, ATTRIBUTES, TAGS};
use web_sys::{DragEvent, HtmlInputElement};
use yew::html::{onchange, onclick, ondragover, ondragstart, ondrop, oninput};
use yew::prelude::*;
use yew::virtual_dom::VTag;

use crate::service::number;

/// What the student's actions are given to.
pub type Act = Callback<Action>;

/// Where pictures may come from.
const PICTURE: &str = "data:image/bmp;base64,";

/// An element with everything inside of it.
pub fn draw(element: &Element, act: &Act) -> Html {
    let Some(name) = TAGS.get(usize::from(element.tag)) else { return Html::default() };
    let mut tag = VTag::new(*name);
    for (place, value) in &element.attributes {
        match ATTRIBUTES.get(usize::from(*place)).copied() {
            None => {}
            Some("value") => tag.set_value(AttrValue::from(value.clone())),
            Some("checked") => tag.set_checked(true),
            Some("src" | "href") if !value.starts_with(PICTURE) => {}
            Some(key) => tag.add_attribute(key, value.clone()),
        }
    }
    // What stays unchecked is told so, or the browser would keep what it was.
    if *name == "input" && !tag.checked().unwrap_or(false) {
        tag.set_checked(false);
    }
    if let Some((event, action)) = element.on {
        listen(&mut tag, *name == "input", event, action, act);
    }
    tag.add_children(element.children.iter().map(|child| match child {
        Node::Words(words) => html! { { words } },
        Node::Element(element) => draw(element, act),
    }));
    tag.into()
}

fn listen(tag: &mut VTag, input: bool, event: Event, action: Action, act: &Act) {
    let id = action.id;
    match event {
        Event::Slide => {
            let slid = act.reform(move |event: InputEvent| Action { id, value: number_of(&event) });
            tag.add_listener(Rc::new(oninput::Wrapper::new(slid)));
            return;
        }
        Event::Press if input => {
            tag.add_listener(Rc::new(onchange::Wrapper::new(act.reform(move |_: yew::Event| action))));
            return;
        }
        Event::Press => {}
        Event::Drag => {
            let start = Callback::from(move |event: DragEvent| {
                if let Some(data) = event.data_transfer() {
                    // Refused only outside of a drag's start.
                    let _ = data.set_data("text/plain", &id.to_string());
                }
            });
            tag.add_listener(Rc::new(ondragstart::Wrapper::new(start)));
        }
        Event::Drop => {
            let over = Callback::from(|event: DragEvent| event.prevent_default());
            tag.add_listener(Rc::new(ondragover::Wrapper::new(over)));
            let act = act.clone();
            let dropped = Callback::from(move |event: DragEvent| {
                event.prevent_default();
                let dragged = event.data_transfer().and_then(|data| data.get_data("text/plain").ok()?.parse().ok());
                if let Some(id) = dragged {
                    act.emit(Action { id, value: 1.0 });
                    act.emit(action);
                }
            });
            tag.add_listener(Rc::new(ondrop::Wrapper::new(dropped)));
        }
    }
    tag.add_listener(Rc::new(onclick::Wrapper::new(act.reform(move |_: MouseEvent| action))));
}

fn number_of(event: &InputEvent) -> f32 {
    let input = event.target_dyn_into::<HtmlInputElement>();
    input.and_then(|input| number::parse(&input.value())).unwrap_or(0.0) as f32
}
