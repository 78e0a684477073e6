//! Parts of a page: what draws itself from properties and from a state of its own, as a component does. To Yew they are
//! one component: it makes 2 KB of code of every component that it knows, a part is a line: [`drawn_by!`].

use std::any::Any;
use std::rc::Rc;

use yew::functional::{FunctionComponent, FunctionProvider};
use yew::html::BaseComponent;
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};
use yew::HtmlResult;

pub use yew::functional::{Hook, HookContext};

/// Properties that say how they are drawn. Made by [`drawn_by!`].
pub trait Part: Any {
    /// Draws it, with the hooks of its instance.
    fn draw(&self, hooks: &mut HookContext) -> Html;

    /// Whether it is the same kind of part with equal properties: then it isn't drawn again.
    fn same(&self, other: &dyn Part) -> bool;
}

/// `drawn_by!(Guess, use_guess)` makes a part of the properties `Guess`, drawn by that hook.
macro_rules! drawn_by {
    ($properties:ty, $draw:path) => {
        impl $crate::part::Part for $properties {
            fn draw(&self, hooks: &mut $crate::part::HookContext) -> Html {
                $crate::part::Hook::run($draw(self), hooks)
            }

            fn same(&self, other: &dyn $crate::part::Part) -> bool {
                (other as &dyn std::any::Any).downcast_ref() == Some(self)
            }
        }
    };
}
pub(crate) use drawn_by;

/// A part in its place: `part!(Guess { guess, given, on_give })`; with a key where others like it come and go:
/// `part!(key: id, Lesson { id })`.
macro_rules! part {
    (key: $key:expr, $($part:tt)*) => {
        $crate::part::place(yew::props!($($part)*), Some(yew::virtual_dom::Key::from($key)))
    };
    ($($part:tt)*) => {
        $crate::part::place(yew::props!($($part)*), None)
    };
}
pub(crate) use part;

/// What [`part!`] stands for.
pub fn place<P: Part>(part: P, key: Option<Key>) -> Html {
    host(Rc::new(part), key)
}

fn host(part: Rc<dyn Part>, key: Option<Key>) -> Html {
    VComp::new::<Host>(Rc::new(Hosted { part }), key).into()
}

#[derive(Properties)]
pub struct Hosted {
    part: Rc<dyn Part>,
}

impl PartialEq for Hosted {
    fn eq(&self, other: &Self) -> bool {
        self.part.same(&*other.part)
    }
}

/// The component around every part. What `#[component]` makes of a function, apart from this: where a part of another kind
/// comes to stand in its place, it begins anew, since hooks are known by their order alone.
struct Host(FunctionComponent<Host>);

impl FunctionProvider for Host {
    type Properties = Hosted;

    fn run(hooks: &mut HookContext, hosted: &Hosted) -> HtmlResult {
        Ok(hosted.part.draw(hooks))
    }
}

impl BaseComponent for Host {
    type Message = ();
    type Properties = Hosted;

    fn create(context: &Context<Self>) -> Self {
        Host(FunctionComponent::new(context))
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        true
    }

    fn changed(&mut self, context: &Context<Self>, before: &Hosted) -> bool {
        let kind = |hosted: &Hosted| (&*hosted.part as &dyn Any).type_id();
        if kind(before) != kind(context.props()) {
            self.0.destroy();
            self.0 = FunctionComponent::new(context);
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> HtmlResult {
        self.0.render(context.props())
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        self.0.rendered();
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.0.destroy();
    }

    fn prepare_state(&self) -> Option<String> {
        None
    }
}
