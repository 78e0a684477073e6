// What every engine starts from, as `native export` wrote it, and numbers for single operations.

const get = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
};

export const work = async () => (await get('/work/work.json')).json();
export const floats = async (file) => new Float32Array(await (await get(`/work/${file}`)).arrayBuffer());
export const bytes = async (file) => new Uint8Array(await (await get(`/work/${file}`)).arrayBuffer());

// Numbers from -1 to 1 that are the same everywhere (xorshift, Marsaglia 2003).
export function numbers(length, seed) {
  const values = new Float32Array(length);
  let state = seed * 2654435761 >>> 0 || 1;
  for (let i = 0; i < length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = (state >>> 0) / 2147483648 - 1;
  }
  return values;
}

// A tensor with its axes in another order: `order[i]` is the old axis that becomes axis i.
export function permute(values, shape, order) {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]);
  const steps = order.map((axis) => strides[axis]);
  const out = new Float32Array(values.length);
  const index = sizes.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = values[from];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < sizes[axis]) break;
      from -= steps[axis] * sizes[axis];
      index[axis] = 0;
    }
  }
  return out;
}

// NHWC to NCHW and back, [kh, kw, in, out] to [out, in, kh, kw] and back.
export const toNchw = (values, [n, h, w, c]) => permute(values, [n, h, w, c], [0, 3, 1, 2]);
export const toNhwc = (values, [n, h, w, c]) => permute(values, [n, c, h, w], [0, 2, 3, 1]);
export const toOihw = (values, [kh, kw, i, o]) => permute(values, [kh, kw, i, o], [3, 2, 0, 1]);
export const toHwio = (values, [kh, kw, i, o]) => permute(values, [o, i, kh, kw], [2, 3, 1, 0]);

// A network's tensors by name: { shape, values }, trained ones and running statistics.
export async function tensors(network) {
  const all = await floats(network.file);
  const named = (list) => Object.fromEntries(list.map(({ name, shape, offset }) => {
    const length = shape.reduce((a, b) => a * b, 1);
    return [name, { shape, values: all.slice(offset, offset + length) }];
  }));
  return { parameters: named(network.parameters), statistics: named(network.statistics) };
}
