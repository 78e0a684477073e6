//! Words for the widgets, which know no table themselves.

use yew::AttrValue;

use crate::service::text::Lang;
use crate::widget::{Class, Classes, FilterGridText, LayerTableText, LossChartText, OwnPictureText, PictureGridText};

/// Names of the classes in label order, translated where there is a word.
pub fn classes(lang: Lang, names: &[String]) -> Classes {
    let default = ["cat".to_string(), "dog".to_string()];
    let names = if names.is_empty() { &default } else { names };
    Class::list(names.iter().map(|name| match name.as_str() {
        "cat" => lang.class_cat().to_string(),
        "dog" => lang.class_dog().to_string(),
        other => other.to_string(),
    }))
}

pub fn chart(lang: Lang, title: &'static str) -> LossChartText {
    LossChartText {
        title: title.into(),
        train: lang.curve_train().into(),
        valid: lang.curve_valid().into(),
        step: lang.curve_step().into(),
        epoch: lang.curve_epoch().into(),
        smoothed: lang.curve_smoothed().into(),
        not_finite: lang.curve_not_finite().into(),
        empty: lang.curve_empty().into(),
        help: lang.curve_help().into(),
    }
}

pub fn grid(lang: Lang, name: &'static str) -> PictureGridText {
    PictureGridText {
        grid: name.into(),
        undecided: lang.undecided().into(),
        right: lang.right().into(),
        wrong: lang.wrong().into(),
        prediction: lang.prediction().into(),
        loading: lang.picture_loading().into(),
        separator: lang.list_separator().into(),
    }
}

pub fn filters(lang: Lang) -> FilterGridText {
    FilterGridText { grid: lang.filters().into(), filter: lang.filter().into(), empty: lang.filters_empty().into() }
}

pub fn layers(lang: Lang) -> LayerTableText {
    LayerTableText {
        table: lang.layers().into(),
        layer: lang.layer().into(),
        shape: lang.layer_shape().into(),
        parameters: lang.layer_parameters().into(),
        weights: lang.layer_weights().into(),
        moved: lang.layer_moved().into(),
        frozen: lang.layer_frozen().into(),
        empty: lang.layers_empty().into(),
        histogram: lang.layer_histogram().into(),
    }
}

/// What a layer does, where there is a word for it.
pub fn layer_kind(lang: Lang, kind: &str) -> AttrValue {
    match kind {
        "conv2d" => lang.kind_conv2d().into(),
        "depthwise_conv2d" => lang.kind_depthwise().into(),
        "batch_norm" => lang.kind_batch_norm().into(),
        "linear" | "matmul" | "dense" => lang.kind_linear().into(),
        other => other.to_string().into(),
    }
}

pub fn own(lang: Lang) -> OwnPictureText {
    OwnPictureText {
        choose: lang.own_choose().into(),
        hint: lang.own_or().into(),
        drop: lang.own_drop().into(),
        too_large: lang.own_too_large().into(),
        not_picture: lang.own_not_picture().into(),
        unreadable: lang.own_unreadable().into(),
        waiting: lang.own_waiting().into(),
        seen: lang.own_seen().into(),
        undecided: lang.undecided().into(),
    }
}
