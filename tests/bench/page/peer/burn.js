// Burn's pure-Rust CPU backend (Flex) with SIMD: burn.wasm, of tests/bench/burn. One thread. Its own layout is NCHW.

import { toNchw, toNhwc, toOihw } from '../data.js';

const FIRST = 0, SECOND = 1, LABELS = 2;

export async function open() {
  const { default: init } = await import('/work/burn.js');
  const wasm = await init({ module_or_path: '/work/burn_bg.wasm' });
  const put = (room, values) => {
    const address = wasm.room(room, values.length);
    new Float32Array(wasm.memory.buffer, address, values.length).set(values);
  };
  const result = () => {
    const length = wasm.result_length();
    return new Float32Array(wasm.memory.buffer, wasm.result(), length).slice();
  };
  const thing = (layout = (values) => values) => ({ start: () => wasm.run(), wait: () => {}, read: () => layout(result()) });

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
    about: 'Burn 0.22, Flex backend, SIMD, 1 thread',
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
      return { ...thing(), losses: () => [...result()] };
    },
    forward({ network, tensors, batch, pictures }) {
      put(FIRST, weights(tensors));
      put(SECOND, toNchw(pictures.subarray(0, batch * 3072), [batch, 32, 32, 3]));
      wasm.load_forward(network.width, batch);
      return thing();
    },
  };
}
