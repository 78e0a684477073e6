//! From a specification to layers, one family of networks a file.

mod mlp;
mod plain;
mod residual;

use crate::group::Group;
use crate::layer::{BatchNorm, Conv2d, Dropout, Layer, Linear, Relu};
use crate::spec::{Architecture, ModelSpec};

/// Layers of a model, from the picture to the answer.
pub(crate) fn layers(spec: &ModelSpec) -> Vec<Layer> {
    match &spec.architecture {
        Architecture::Residual { width, depth } => residual::layers(spec, *width, *depth),
        Architecture::Plain { width } => plain::layers(spec, *width),
        Architecture::Mlp { hidden } => mlp::layers(spec, hidden),
    }
}

/// Convolution and batch norm named `PREFIX.conv`, `PREFIX.bn`.
fn conv_bn(prefix: &str, group: Group, conv: Conv2d) -> Vec<Layer> {
    let channels = conv.channels_out;
    vec![
        Layer::new(format!("{prefix}.conv"), group, conv),
        Layer::new(format!("{prefix}.bn"), group, BatchNorm { channels }),
    ]
}

/// [`conv_bn`] of a 3×3 convolution at stride 1, then ReLU.
fn conv_bn_relu(prefix: &str, group: Group, channels_in: usize, channels_out: usize) -> Vec<Layer> {
    let mut layers = conv_bn(prefix, group, Conv2d { channels_in, channels_out, kernel: 3, stride: 1 });
    layers.push(Layer::new(format!("{prefix}.relu"), group, Relu));
    layers
}

/// Dropout, if any, and the linear layer that answers.
fn head(spec: &ModelSpec, features_in: usize) -> Vec<Layer> {
    let mut layers = Vec::new();
    if spec.dropout > 0.0 {
        layers.push(Layer::new("dropout", Group::Head, Dropout { rate: spec.dropout }));
    }
    layers.push(Layer::new("head", Group::Head, Linear { features_in, features_out: spec.classes }));
    layers
}
