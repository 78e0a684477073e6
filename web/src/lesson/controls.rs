//! The settings that a run of a lesson lets the student change: the lab's own fields.

use ::lesson::document::Control;
use yew::prelude::*;

use crate::component::setting::{data, model, more, training, Part};
use crate::service::text::Lang;

pub fn controls(lang: Lang, controls: &[Control], part: &Part) -> Html {
    let field = |control: &Control| match control {
        Control::Pictures => data::pictures(part, lang),
        Control::Seed => data::seed(part, lang),
        Control::Pretrained => model::pretrained(part, lang),
        Control::Frozen => model::frozen(part, lang),
        Control::Epochs => training::epochs(part, lang),
        Control::LearningRate => training::learning_rate(part, lang),
        Control::Augment => training::augment(part, lang),
        Control::BodyRate => more::body_rate(part, lang),
        Control::WeightDecay => more::weight_decay(part, lang),
    };
    html! { <div class="controls">{ for controls.iter().map(field) }</div> }
}
