//! From the model's tree of layers to ONNX nodes. Goes by what layers tell of themselves (kind, window, paths), so a new
//! architecture made of known layers needs nothing here, and an unknown layer is an error.

use nn::layer::Layer;
use nn::{Model, Normalisation, Weights};
use tensor::op::batch_norm::EPSILON;

use super::proto::{self, Attribute, Size};
use super::protobuf::Message;
use super::{INPUT, OUTPUT};
use crate::ExportError;

/// `GraphProto` of the model in evaluation.
pub fn graph(model: &Model, weights: &Weights, normalisation: &Normalisation) -> Result<Message, ExportError> {
    let mut writer = Writer { model, weights, nodes: Vec::new(), tensors: Vec::new() };
    let pictures = writer.normalised(normalisation);
    let answer = writer.path(model.layers(), pictures)?;
    let logits = writer.rows(answer);
    writer.node("Softmax", OUTPUT, &[&logits.name], &[Attribute::Int("axis", 1)]);
    let [height, width, channels] = model.spec().input.map(Size::Known);
    let input = proto::value(INPUT, proto::UINT8, &[Size::Named("N"), height, width, channels]);
    let output = proto::value(OUTPUT, proto::FLOAT, &[Size::Named("N"), Size::Known(model.spec().classes)]);
    Ok(proto::graph("epoch-one", writer.nodes, writer.tensors, input, output))
}

/// How a value lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// `[N, height, width, channels]`, as the engine has it.
    Nhwc,
    /// `[N, channels, height, width]`, as ONNX's convolutions want it.
    Nchw,
    /// `[N, features]`.
    Rows,
}

/// An output of a node.
#[derive(Clone, Debug)]
struct Value {
    name: String,
    layout: Layout,
}

struct Writer<'a> {
    model: &'a Model,
    weights: &'a Weights,
    nodes: Vec<Message>,
    tensors: Vec<Message>,
}

impl Writer<'_> {
    /// Adds a node that is named like its output.
    fn node(&mut self, op: &str, output: &str, inputs: &[&str], attributes: &[Attribute]) {
        self.nodes.push(proto::node(op, output, inputs, output, attributes));
    }

    /// Bytes to (value / 255 - mean) / std, channels last.
    fn normalised(&mut self, normalisation: &Normalisation) -> Value {
        let Normalisation { mean, std } = *normalisation;
        self.tensors.push(proto::tensor("255", &[1], [255.0].into_iter()));
        self.tensors.push(proto::tensor("mean", &[3], mean.into_iter()));
        self.tensors.push(proto::tensor("std", &[3], std.into_iter()));
        self.node("Cast", "values", &[INPUT], &[Attribute::Int("to", proto::FLOAT as i64)]);
        self.node("Div", "shares", &["values", "255"], &[]);
        self.node("Sub", "centred", &["shares", "mean"], &[]);
        self.node("Div", "normalised", &["centred", "std"], &[]);
        Value { name: "normalised".into(), layout: Layout::Nhwc }
    }

    /// The value in another order of its axes.
    fn laid_out(&mut self, value: Value, layout: Layout) -> Value {
        let order: &[i64] = match (value.layout, layout) {
            (Layout::Nhwc, Layout::Nchw) => &[0, 3, 1, 2],
            (Layout::Nchw, Layout::Nhwc) => &[0, 2, 3, 1],
            _ => return value,
        };
        let name = format!("{}.transposed", value.name);
        self.node("Transpose", &name, &[&value.name], &[Attribute::Ints("perm", order)]);
        Value { name, layout }
    }

    /// One row a picture, in the order in which the engine has the values in memory.
    fn rows(&mut self, value: Value) -> Value {
        if value.layout == Layout::Rows {
            return value;
        }
        let value = self.laid_out(value, Layout::Nhwc);
        let name = format!("{}.rows", value.name);
        self.node("Flatten", &name, &[&value.name], &[Attribute::Int("axis", 1)]);
        Value { name, layout: Layout::Rows }
    }

    fn path(&mut self, layers: &[Layer], value: Value) -> Result<Value, ExportError> {
        layers.iter().try_fold(value, |value, layer| self.layer(layer, value))
    }

    fn layer(&mut self, layer: &Layer, x: Value) -> Result<Value, ExportError> {
        let name = layer.name.clone();
        let y = |layout| Value { name: name.clone(), layout };
        match layer.kind.kind() {
            "conv2d" => {
                let x = self.laid_out(x, Layout::Nchw);
                let weight = self.convolution(layer)?;
                let window = layer.kind.window();
                let (size, step, pad) = (window.size as i64, window.step as i64, window.before as i64);
                let attributes = [
                    Attribute::Ints("kernel_shape", &[size, size]),
                    Attribute::Ints("strides", &[step, step]),
                    // The engine sets as many zeros on every side.
                    Attribute::Ints("pads", &[pad; 4]),
                ];
                self.node("Conv", &name, &[&x.name, &weight], &attributes);
                Ok(y(Layout::Nchw))
            }
            "batch_norm" => {
                // Channels are the second axis, of pictures and of rows alike.
                let x = if x.layout == Layout::Nhwc { self.laid_out(x, Layout::Nchw) } else { x };
                let scale = self.parameter(layer, "weight")?;
                let bias = self.parameter(layer, "bias")?;
                let mean = self.statistic(layer, "running_mean")?;
                let variance = self.statistic(layer, "running_var")?;
                let inputs = [x.name.as_str(), &scale, &bias, &mean, &variance];
                self.node("BatchNormalization", &name, &inputs, &[Attribute::Float("epsilon", EPSILON)]);
                Ok(y(x.layout))
            }
            "relu" => {
                self.node("Relu", &name, &[&x.name], &[]);
                Ok(y(x.layout))
            }
            "residual" => {
                let paths = layer.kind.paths();
                let [main, shortcut] = paths.as_slice() else { return Err(unknown(layer)) };
                // Once for both paths.
                let x = self.laid_out(x, Layout::Nchw);
                let main = self.path(main, x.clone())?;
                let shortcut = self.path(shortcut, x)?;
                let shortcut = self.laid_out(shortcut, main.layout);
                let sum = format!("{name}.sum");
                self.node("Add", &sum, &[&main.name, &shortcut.name], &[]);
                self.node("Relu", &name, &[&sum], &[]);
                Ok(y(main.layout))
            }
            "max_pool" => {
                let x = self.laid_out(x, Layout::Nchw);
                let window = layer.kind.window();
                let (size, step) = (window.size as i64, window.step as i64);
                let attributes =
                    [Attribute::Ints("kernel_shape", &[size, size]), Attribute::Ints("strides", &[step, step])];
                self.node("MaxPool", &name, &[&x.name], &attributes);
                Ok(y(Layout::Nchw))
            }
            "global_average_pool" => {
                let x = self.laid_out(x, Layout::Nchw);
                let pooled = format!("{name}.mean");
                self.node("GlobalAveragePool", &pooled, &[&x.name], &[]);
                self.node("Flatten", &name, &[&pooled], &[Attribute::Int("axis", 1)]);
                Ok(y(Layout::Rows))
            }
            "linear" => {
                let x = self.rows(x);
                let weight = self.parameter(layer, "weight")?;
                let bias = self.parameter(layer, "bias")?;
                self.node("Gemm", &name, &[&x.name, &weight, &bias], &[]);
                Ok(y(Layout::Rows))
            }
            "flatten" => Ok(self.rows(x)),
            // Passes everything on in evaluation.
            "dropout" => Ok(x),
            _ => Err(unknown(layer)),
        }
    }

    /// Adds a parameter as it is.
    fn parameter(&mut self, layer: &Layer, held: &str) -> Result<String, ExportError> {
        let name = format!("{}.{held}", layer.name);
        let parameter = self.model.parameter(&name).ok_or_else(|| unknown(layer))?;
        let values = &self.weights.parameters[parameter.offset..][..parameter.shape.len()];
        self.tensors.push(proto::tensor(&name, parameter.shape.sizes(), values.iter().copied()));
        Ok(name)
    }

    fn statistic(&mut self, layer: &Layer, held: &str) -> Result<String, ExportError> {
        let name = format!("{}.{held}", layer.name);
        let statistic = self.model.statistics().iter().find(|s| s.name == name).ok_or_else(|| unknown(layer))?;
        let values = &self.weights.statistics[statistic.offset..][..statistic.shape.len()];
        self.tensors.push(proto::tensor(&name, statistic.shape.sizes(), values.iter().copied()));
        Ok(name)
    }

    /// Adds a convolution's weights: the engine's `[kh, kw, c_in, c_out]` to `[c_out, c_in, kh, kw]`.
    fn convolution(&mut self, layer: &Layer) -> Result<String, ExportError> {
        let name = format!("{}.weight", layer.name);
        let parameter = self.model.parameter(&name).ok_or_else(|| unknown(layer))?;
        let [kh, kw, c_in, c_out] = parameter.shape.dims().ok_or_else(|| unknown(layer))?;
        let values = &self.weights.parameters[parameter.offset..][..parameter.shape.len()];
        let window = kh * kw;
        // Places in the order of the output: output channel, input channel, place in the window.
        let turned =
            (0..values.len()).map(|i| values[(i % window * c_in + i / window % c_in) * c_out + i / (window * c_in)]);
        self.tensors.push(proto::tensor(&name, &[c_out, c_in, kh, kw], turned));
        Ok(name)
    }
}

fn unknown(layer: &Layer) -> ExportError {
    ExportError::Misfit(format!(
        "{}: a layer of the kind {} is not known to ONNX export",
        layer.name,
        layer.kind.kind()
    ))
}
