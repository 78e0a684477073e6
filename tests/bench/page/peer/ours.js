// This engine's CPU backend: bench.wasm, of crate/bench-module. One thread.

import { bytes, floats } from '../data.js';

const PIXELS = 0, LABELS = 1, WEIGHTS = 2, INPUT = 3;
const DIRECTIONS = ['forward', 'data gradient', 'filter gradient'];

export async function open() {
  const { instance } = await WebAssembly.instantiateStreaming(fetch('/work/bench.wasm'));
  const wasm = instance.exports;
  const fill = (room, values) => {
    const address = wasm.room(room, values.byteLength / 4);
    new values.constructor(wasm.memory.buffer, address, values.length).set(values);
  };
  const must = (done, what) => { if (!done) throw new Error(`${what} was refused`); };
  const put = (which, values) => {
    fill(INPUT, values);
    must(wasm.put(which), 'an input');
  };
  const result = () => {
    const length = wasm.result_length();
    return new Float32Array(wasm.memory.buffer, wasm.result(), length).slice();
  };
  const thing = {
    start: () => must(wasm.run(), 'the work'),
    wait: () => {},
    read: result,
  };
  return {
    about: 'CPU backend, SIMD, 1 thread',
    matmul(n, a, b) {
      must(wasm.load_matmul(n), 'a product');
      put(0, a);
      put(1, b);
      return thing;
    },
    convolution(c, direction, a, b) {
      const which = DIRECTIONS.indexOf(direction);
      must(wasm.load_convolution(c.batch, c.side, c.cIn, c.cOut, c.kernel, c.stride, which), 'a convolution');
      put(0, a);
      put(1, b);
      return thing;
    },
    async prepare(network) {
      fill(PIXELS, await bytes('pixels.u8'));
      fill(LABELS, await floats('labels.f32'));
      fill(WEIGHTS, await floats(network.file));
    },
    steps({ network, batch }) {
      must(wasm.load_steps(network.width, batch), 'a training step');
      return { start: thing.start, wait: thing.wait, losses: () => [...result()], launches: wasm.launches() };
    },
    forward({ network, batch, pictures }) {
      must(wasm.load_forward(network.width, batch), 'a forward pass');
      put(2, pictures.subarray(0, batch * 3072));
      return thing;
    },
  };
}
