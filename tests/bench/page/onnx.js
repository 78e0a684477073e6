// ONNX models for onnxruntime: protocol buffers by hand (https://protobuf.dev/programming-guides/encoding/), opset 17.

const utf8 = new TextEncoder();

function varint(value) {
  const out = [];
  for (; value >= 128; value = Math.floor(value / 128)) out.push(value % 128 + 128);
  out.push(value);
  return Uint8Array.from(out);
}

const join = (parts) => {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};
const int = (field, value) => join([varint(field * 8), varint(value)]);
const blob = (field, bytes) => join([varint(field * 8 + 2), varint(bytes.length), bytes]);
const text = (field, value) => blob(field, utf8.encode(value));
const float = (field, value) => join([varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]);

const FLOAT = 1;

const tensor = (name, shape, values) => join([
  ...shape.map((size) => int(1, size)), int(2, FLOAT), text(8, name),
  blob(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
]);
const value = (name, shape) => join([
  text(1, name),
  blob(2, blob(1, join([int(1, FLOAT), blob(2, join(shape.map((size) => blob(1, int(1, size)))))]))),
]);

// An attribute is a whole number, a list of them, or { float }.
function attribute(name, content) {
  if (Array.isArray(content)) return join([text(1, name), ...content.map((one) => int(8, one)), int(20, 7)]);
  if (typeof content === 'object') return join([text(1, name), float(2, content.float), int(20, 1)]);
  return join([text(1, name), int(3, content), int(20, 2)]);
}

// A graph under construction. Names of values are its edges.
export class Model {
  nodes = [];
  constants = [];
  inputs = [];

  input(name, shape) {
    this.inputs.push(value(name, shape));
    return name;
  }

  constant(name, shape, values) {
    this.constants.push(tensor(name, shape, values));
    return name;
  }

  node(type, inputs, attributes = {}) {
    const output = `value${this.nodes.length}`;
    this.nodes.push(join([
      ...inputs.map((input) => text(1, input)), text(2, output), text(3, output), text(4, type),
      ...Object.entries(attributes).map(([name, content]) => blob(5, attribute(name, content))),
    ]));
    return output;
  }

  // The file, with this value as its output.
  bytes(output, shape) {
    const graph = join([
      ...this.nodes.map((node) => blob(1, node)), text(2, 'benchmark'),
      ...this.constants.map((constant) => blob(5, constant)), ...this.inputs.map((input) => blob(11, input)),
      blob(12, value(output, shape)),
    ]);
    return join([int(1, 8), blob(7, graph), blob(8, int(2, 17))]);
  }
}
