//! Plain small CNN: four 3×3 convolutions, max pooling between them, no shortcuts.

use super::{conv_bn_relu, head};
use crate::group::Group;
use crate::layer::{GlobalAveragePool, Layer, MaxPool};
use crate::spec::ModelSpec;

pub(super) fn layers(spec: &ModelSpec, width: usize) -> Vec<Layer> {
    let mut layers = conv_bn_relu("stem", Group::Stem, spec.input[2], width);
    let mut channels = width;
    for (group, stage_width) in [(Group::Stage1, width), (Group::Stage2, 2 * width), (Group::Stage3, 4 * width)] {
        layers.push(Layer::new(format!("{}.pool", group.name()), group, MaxPool));
        layers.extend(conv_bn_relu(group.name(), group, channels, stage_width));
        channels = stage_width;
    }
    layers.push(Layer::new("pool", Group::Head, GlobalAveragePool));
    layers.extend(head(spec, channels));
    layers
}
