//! Yew's hooks for states and effects, where all states are of one kind to Yew, and all effects. It makes about half a KB of
//! code of every kind that it knows.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use yew::functional as yews;
use yew::functional::{Hook, TearDown};

/// A value of any type.
#[derive(Clone)]
struct Given {
    value: Rc<dyn Any>,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&*self.value, &*other.value)
    }
}

fn equal<T: PartialEq + 'static>(a: &dyn Any, b: &dyn Any) -> bool {
    a.downcast_ref::<T>() == b.downcast_ref()
}

type End = Box<dyn FnOnce()>;

/// What happens after something was drawn, and again when the value has changed.
pub fn use_effect_with<T: PartialEq + 'static, D: TearDown>(
    value: T,
    begin: impl FnOnce(&T) -> D + 'static,
) -> impl Hook<Output = ()> {
    let begin = move |given: &Given| -> End {
        match given.value.downcast_ref().map(begin) {
            Some(begun) => Box::new(|| begun.tear_down()),
            None => Box::new(|| {}),
        }
    };
    effect(Given { value: Rc::new(value), same: equal::<T> }, Box::new(begin))
}

fn effect(given: Given, begin: Box<dyn FnOnce(&Given) -> End>) -> impl Hook<Output = ()> {
    yews::use_effect_with(given, begin)
}

/// A value that is kept from drawing to drawing. Setting it draws again.
pub struct UseStateHandle<T>(yews::UseStateHandle<Given>, PhantomData<T>);

/// Sets such a value.
pub struct UseStateSetter<T> {
    setter: yews::UseStateSetter<Given>,
    same: fn(&dyn Any, &dyn Any) -> bool,
    of: PhantomData<T>,
}

/// The value that `first` gives at the first drawing.
pub fn use_state<T: 'static>(first: impl FnOnce() -> T) -> impl Hook<Output = UseStateHandle<T>> {
    StateOf { first, same: |_, _| false }
}

/// The same; setting an equal value does not draw again.
pub fn use_state_eq<T: PartialEq + 'static>(first: impl FnOnce() -> T) -> impl Hook<Output = UseStateHandle<T>> {
    StateOf { first, same: equal::<Option<T>> }
}

struct StateOf<F> {
    first: F,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl<T: 'static, F: FnOnce() -> T> Hook for StateOf<F> {
    type Output = UseStateHandle<T>;

    fn run(self, hooks: &mut yews::HookContext) -> Self::Output {
        let StateOf { first, same } = self;
        // It is called at most once, through a reference, and cannot be given away by that: there is always a value.
        let mut first = Some(first);
        UseStateHandle(
            state(hooks, &mut || Given { value: Rc::new(first.take().map(|first| first())), same }),
            PhantomData,
        )
    }
}

fn state(hooks: &mut yews::HookContext, first: &mut dyn FnMut() -> Given) -> yews::UseStateHandle<Given> {
    yews::use_state_eq(first).run(hooks)
}

impl<T: 'static> UseStateHandle<T> {
    pub fn set(&self, value: T) {
        self.setter().set(value);
    }

    pub fn setter(&self) -> UseStateSetter<T> {
        UseStateSetter { setter: self.0.setter(), same: self.0.same, of: PhantomData }
    }
}

impl<T: 'static> UseStateSetter<T> {
    pub fn set(&self, value: T) {
        self.setter.set(Given { value: Rc::new(Some(value)), same: self.same });
    }
}

impl<T: 'static> Deref for UseStateHandle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.0.value.downcast_ref() {
            Some(Some(value)) => value,
            // Nothing else is put there.
            _ => unreachable!(),
        }
    }
}

impl<T> Clone for UseStateHandle<T> {
    fn clone(&self) -> Self {
        UseStateHandle(self.0.clone(), PhantomData)
    }
}

impl<T: PartialEq + 'static> PartialEq for UseStateHandle<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> Clone for UseStateSetter<T> {
    fn clone(&self) -> Self {
        UseStateSetter { setter: self.setter.clone(), ..*self }
    }
}

impl<T> PartialEq for UseStateSetter<T> {
    fn eq(&self, other: &Self) -> bool {
        self.setter == other.setter
    }
}
