//! Residual CNN for small pictures (He et al. 2016, section 4.2), with projection shortcuts where a stage begins.

use super::{conv_bn, conv_bn_relu, head};
use crate::group::Group;
use crate::layer::{BatchNorm, Conv2d, GlobalAveragePool, Layer, Relu, Residual};
use crate::spec::ModelSpec;

pub(super) fn layers(spec: &ModelSpec, width: usize, depth: usize) -> Vec<Layer> {
    let mut layers = conv_bn_relu("stem", Group::Stem, spec.input[2], width);
    let mut channels = width;
    for (group, stage_width, first_stride) in
        [(Group::Stage1, width, 1), (Group::Stage2, 2 * width, 2), (Group::Stage3, 4 * width, 2)]
    {
        for index in 0..depth {
            let stride = if index == 0 { first_stride } else { 1 };
            layers.push(block(&format!("{}.{index}", group.name()), group, channels, stage_width, stride));
            channels = stage_width;
        }
    }
    layers.push(Layer::new("pool", Group::Head, GlobalAveragePool));
    layers.extend(head(spec, channels));
    layers
}

/// Basic block: two 3×3 convolutions; a 1×1 convolution in the shortcut where the size changes.
fn block(name: &str, group: Group, channels_in: usize, channels_out: usize, stride: usize) -> Layer {
    let bn = |suffix: &str| Layer::new(format!("{name}.{suffix}"), group, BatchNorm { channels: channels_out });
    let conv = |suffix: &str, channels_in, stride| {
        Layer::new(format!("{name}.{suffix}"), group, Conv2d { channels_in, channels_out, kernel: 3, stride })
    };
    let main = vec![
        conv("conv1", channels_in, stride),
        bn("bn1"),
        Layer::new(format!("{name}.relu1"), group, Relu),
        conv("conv2", channels_out, 1),
        bn("bn2"),
    ];
    let shortcut = match stride == 1 && channels_in == channels_out {
        true => Vec::new(),
        false => conv_bn(&format!("{name}.shortcut"), group, Conv2d { channels_in, channels_out, kernel: 1, stride }),
    };
    Layer::new(name, group, Residual { main, shortcut })
}
