//! What a teacher's link hides and locks.

use share::{Part, Place, Teaching};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::component::field::Choice;
use crate::hooks::UseStateHandle;
use crate::service::text::Lang;

/// What was chosen for those who open the link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Class {
    teaching: Teaching,
    /// Names for `?hide=`, see [`crate::service::link`].
    hidden: Vec<String>,
    open_all: bool,
    pub frame: bool,
}

impl Class {
    pub fn teaching(&self) -> Teaching {
        self.teaching.clone()
    }

    /// The query that the link gets.
    pub fn query(&self, place: &Place) -> String {
        let lesson = matches!(place, Place::Lesson { .. });
        let mut parts = Vec::new();
        if self.frame {
            parts.push("embed=1".to_string());
        }
        if lesson && self.open_all {
            parts.push("open=all".into());
        }
        if lesson && !self.hidden.is_empty() {
            parts.push(["hide=", &self.hidden.join(",")].concat());
        }
        if parts.is_empty() {
            return String::new();
        }
        ["?", &parts.join("&")].concat()
    }

    fn with(&self, part: Part, how: usize) -> Class {
        let mut class = self.clone();
        let Teaching { hidden, locked } = &mut class.teaching;
        for (list, here) in [(hidden, how == 2), (locked, how == 1)] {
            list.retain(|other| *other != part);
            if here {
                let place = list.iter().take_while(|other| **other < part).count();
                list.insert(place, part);
            }
        }
        class
    }

    fn how(&self, part: Part) -> usize {
        match (self.teaching.hidden.contains(&part), self.teaching.locked.contains(&part)) {
            (true, _) => 2,
            (_, true) => 1,
            _ => 0,
        }
    }

    fn hiding(&self, name: &str, hide: bool) -> Class {
        let mut class = self.clone();
        class.hidden.retain(|other| other != name);
        if hide {
            class.hidden.push(name.into());
        }
        class
    }
}

/// Parts with something to change.
fn can_be_locked(part: Part) -> bool {
    matches!(part, Part::Data | Part::Model | Part::Training | Part::More)
}

fn id(part: Part) -> &'static str {
    match part {
        Part::Data => "class-data",
        Part::Model => "class-model",
        Part::Training => "class-training",
        Part::More => "class-more",
        Part::Predictions => "class-predictions",
        Part::Own => "class-own",
        Part::Inside => "class-inside",
    }
}

/// The folded part of the dialog.
pub fn part(lang: Lang, place: &Place, steps: &[(String, String)], class: &UseStateHandle<Class>) -> Html {
    let check = |label: String, on: bool, put: fn(&Class, &str, bool) -> Class, name: String| {
        let class = class.clone();
        let onchange = Callback::from(move |event: Event| {
            let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
            class.set(put(&class, &name, on));
        });
        html! { <label class="share-check"><input type="checkbox" checked={on} {onchange} />{ " " }{ label }</label> }
    };
    let hide = |label: String, name: &str| {
        check(label, class.hidden.iter().any(|hidden| hidden == name), Class::hiding, name.to_string())
    };
    let body = match place {
        Place::Lab => {
            let parts = Part::ALL.map(|part| {
                let options = vec![
                    (lang.share_shown(), true),
                    (lang.share_locked(), can_be_locked(part)),
                    (lang.share_hidden(), true),
                ];
                let choice =
                    Choice { id: id(part), label: lang.part(part), options, value: class.how(part), hint: None };
                let class = class.clone();
                choice.draw(Callback::from(move |how| class.set(class.with(part, how))))
            });
            html! { <>{ for parts }</> }
        }
        Place::Lesson { .. } => html! {
            <>
                { hide(lang.share_guesses().into(), "guesses") }
                { hide(lang.share_tasks().into(), "tasks") }
                { hide(lang.share_hints().into(), "hints") }
                { check(lang.share_open_all().into(), class.open_all, |class, _, on| Class { open_all: on, ..class.clone() }, String::new()) }
                <fieldset class="share-steps">
                    <legend>{ lang.share_steps() }</legend>
                    { for steps.iter().map(|(id, title)| hide(title.clone(), id)) }
                </fieldset>
            </>
        },
    };
    html! {
        <details class="share-class">
            <summary>{ lang.share_class() }</summary>
            <p class="hint">{ lang.share_class_hint() }</p>
            { body }
            { check(lang.share_frame().into(), class.frame, |class, _, on| Class { frame: on, ..class.clone() }, String::new()) }
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_shown_locked_or_hidden() {
        let class = Class::default().with(Part::More, 2).with(Part::Data, 1).with(Part::Model, 1).with(Part::Model, 0);
        assert_eq!(class.teaching(), Teaching { hidden: vec![Part::More], locked: vec![Part::Data] });
        assert_eq!((class.how(Part::More), class.how(Part::Data), class.how(Part::Model)), (2, 1, 0));
    }

    #[test]
    fn the_query_is_the_lessons() {
        let lesson = Place::Lesson { id: "02-first-model".into(), open: 1 };
        let class = Class { frame: true, open_all: true, ..Class::default() };
        let class = class.hiding("tasks", true).hiding("why", true).hiding("tasks", false).hiding("hints", true);
        assert_eq!(class.query(&lesson), "?embed=1&open=all&hide=why,hints");
        assert_eq!(class.query(&Place::Lab), "?embed=1");
        assert_eq!(Class::default().query(&lesson), "");
    }
}
