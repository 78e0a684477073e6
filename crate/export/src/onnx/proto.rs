//! The messages of ONNX that a small network needs. Names and field numbers are those of `onnx.proto3`
//! (<https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto3>, Apache-2.0).

use super::protobuf::Message;

const IR_VERSION: u64 = 8;
const OPSET: u64 = 17;

/// `TensorProto.DataType`.
pub const FLOAT: u64 = 1;
pub const UINT8: u64 = 2;

/// An attribute of a node.
pub enum Attribute<'a> {
    Int(&'a str, i64),
    Ints(&'a str, &'a [i64]),
    Float(&'a str, f32),
}

/// A size of a tensor: known, or named.
pub enum Size<'a> {
    Known(usize),
    Named(&'a str),
}

/// `ModelProto`.
pub fn model(build: &str, about: &str, graph: Message, metadata: &[(&str, String)]) -> Message {
    let opset = Message::default().text(1, "").int(2, OPSET);
    let mut model = Message::default()
        .int(1, IR_VERSION)
        .text(2, "Epoch One")
        .text(3, build)
        .int(5, 1)
        .text(6, about)
        .message(7, graph)
        .message(8, opset);
    for (key, value) in metadata {
        model = model.message(14, Message::default().text(1, key).text(2, value));
    }
    model
}

/// `GraphProto`.
pub fn graph(name: &str, nodes: Vec<Message>, tensors: Vec<Message>, input: Message, output: Message) -> Message {
    let mut graph = Message::default();
    for node in nodes {
        graph = graph.message(1, node);
    }
    graph = graph.text(2, name);
    for tensor in tensors {
        graph = graph.message(5, tensor);
    }
    graph.message(11, input).message(12, output)
}

/// `NodeProto`.
pub fn node(op: &str, name: &str, inputs: &[&str], output: &str, attributes: &[Attribute]) -> Message {
    let mut node = Message::default();
    for input in inputs {
        node = node.text(1, input);
    }
    node = node.text(2, output).text(3, name).text(4, op);
    for attribute in attributes {
        node = node.message(5, attribute_message(attribute));
    }
    node
}

/// `AttributeProto`, with its type (`FLOAT` 1, `INT` 2, `INTS` 7).
fn attribute_message(attribute: &Attribute) -> Message {
    let named = |name| Message::default().text(1, name);
    match attribute {
        Attribute::Float(name, value) => named(name).float(2, *value).int(20, 1),
        Attribute::Int(name, value) => named(name).int(3, *value as u64).int(20, 2),
        Attribute::Ints(name, values) => {
            values.iter().fold(named(name), |message, value| message.int(8, *value as u64)).int(20, 7)
        }
    }
}

/// `TensorProto` of floats.
pub fn tensor(name: &str, sizes: &[usize], values: impl Iterator<Item = f32>) -> Message {
    let bytes: Vec<u8> = values.flat_map(f32::to_le_bytes).collect();
    let tensor = sizes.iter().fold(Message::default(), |tensor, size| tensor.int(1, *size as u64));
    tensor.int(2, FLOAT).text(8, name).bytes(9, &bytes)
}

/// `ValueInfoProto` of a tensor.
pub fn value(name: &str, kind: u64, sizes: &[Size]) -> Message {
    let mut shape = Message::default();
    for size in sizes {
        let size = match size {
            Size::Known(size) => Message::default().int(1, *size as u64),
            Size::Named(name) => Message::default().text(2, name),
        };
        shape = shape.message(1, size);
    }
    let tensor = Message::default().int(1, kind).message(2, shape);
    Message::default().text(1, name).message(2, Message::default().message(1, tensor))
}
