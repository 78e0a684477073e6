//! Multilayer perceptron on the raw pixels. Its first hidden layer is the stem, the next three are the stages; further
//! ones belong to the last stage.

use super::head;
use crate::group::Group;
use crate::layer::{Flatten, Layer, Linear, Relu};
use crate::spec::ModelSpec;

pub(super) fn layers(spec: &ModelSpec, hidden: &[usize]) -> Vec<Layer> {
    let mut layers = vec![Layer::new("flatten", Group::Stem, Flatten)];
    let mut features_in = spec.input.iter().product();
    for (index, features_out) in hidden.iter().enumerate() {
        let group = [Group::Stem, Group::Stage1, Group::Stage2, Group::Stage3][index.min(3)];
        layers.push(Layer::new(format!("fc{}", index + 1), group, Linear { features_in, features_out: *features_out }));
        layers.push(Layer::new(format!("relu{}", index + 1), group, Relu));
        features_in = *features_out;
    }
    layers.extend(head(spec, features_in));
    layers
}
