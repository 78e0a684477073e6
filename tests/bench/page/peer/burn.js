// Burn, built from tests/bench/burn once for each of two backends: Flex, pure Rust for the CPU, with SIMD and one thread;
// and wgpu, for WebGPU. Its own layout is NCHW.

import { toNchw, toNhwc, toOihw } from '../data.js';

const FIRST = 0, SECOND = 1, LABELS = 2;
const ABOUT = { wasm: 'Flex backend, SIMD, 1 thread', webgpu: 'wgpu backend, fusion and autotune' };

// Burn's products sum over subgroups, but wgpu asks browsers for a device without them; such a shader is an error there.
const withSubgroups = () => {
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = function (wanted) {
    const more = ['subgroups'].filter((name) => this.features.has(name));
    return request.call(this, { ...wanted, requiredFeatures: [...wanted.requiredFeatures, ...more] });
  };
};

export async function open(device) {
  if (device === 'webgpu') withSubgroups();
  const burn = await import(`/work/burn-${device}.js`);
  const wasm = await burn.default({ module_or_path: `/work/burn-${device}_bg.wasm` });
  await burn.open();
  const put = (room, values) => {
    const address = wasm.room(room, values.length);
    new Float32Array(wasm.memory.buffer, address, values.length).set(values);
  };
  // On the CPU `run` has done its work when it returns.
  const wait = device === 'webgpu' ? () => burn.wait() : () => {};
  const thing = (layout = (values) => values) =>
    ({ start: () => wasm.run(), wait, read: async () => layout(await burn.result()) });

  // In the order that `Network::new` reads.
  const weights = ({ parameters, statistics }) => {
    const oihw = (name) => toOihw(parameters[name].values, parameters[name].shape);
    const convNorm = (conv, norm) => [oihw(`${conv}.weight`), parameters[`${norm}.weight`].values,
      parameters[`${norm}.bias`].values, statistics[`${norm}.running_mean`].values, statistics[`${norm}.running_var`].values];
    const block = (name) => [...convNorm(`${name}.conv1`, `${name}.bn1`), ...convNorm(`${name}.conv2`, `${name}.bn2`),
      ...`${name}.shortcut.conv.weight` in parameters ? convNorm(`${name}.shortcut.conv`, `${name}.shortcut.bn`) : []];
    const all = [...convNorm('stem.conv', 'stem.bn'), ...['stage1.0', 'stage2.0', 'stage3.0'].flatMap(block),
      parameters['head.weight'].values, parameters['head.bias'].values];
    const out = new Float32Array(all.reduce((sum, values) => sum + values.length, 0));
    let at = 0;
    for (const values of all) {
      out.set(values, at);
      at += values.length;
    }
    return out;
  };
  return {
    about: `Burn 0.22, ${ABOUT[device]}`,
    matmul(n, a, b) {
      put(FIRST, a);
      put(SECOND, b);
      wasm.load_matmul(n);
      return thing();
    },
    convolution(c, direction, a, b) {
      // Burn differentiates what it has recorded, forward included; it offers no gradient alone.
      if (direction !== 'forward') throw new Error('no gradient of a convolution without its forward pass');
      put(FIRST, toNchw(a, [c.batch, c.side, c.side, c.cIn]));
      put(SECOND, toOihw(b, [c.kernel, c.kernel, c.cIn, c.cOut]));
      wasm.load_convolution(c.batch, c.side, c.cIn, c.cOut, c.kernel, c.stride);
      return thing((values) => toNhwc(values, [c.batch, c.out, c.out, c.cOut]));
    },
    prepare() {},
    steps({ network, tensors, batch, pictures, labels, rate, momentum }) {
      put(FIRST, weights(tensors));
      put(SECOND, toNchw(pictures, [labels.length, 32, 32, 3]));
      put(LABELS, labels);
      wasm.load_steps(network.width, batch, rate, momentum);
      return { ...thing(), losses: async () => [...await burn.result()] };
    },
    forward({ network, tensors, batch, pictures }) {
      put(FIRST, weights(tensors));
      put(SECOND, toNchw(pictures.subarray(0, batch * 3072), [batch, 32, 32, 3]));
      wasm.load_forward(network.width, batch);
      return thing();
    },
  };
}
