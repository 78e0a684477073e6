// This engine: the module of crate/bench-module, on the processor (one thread) or on WebGPU.

import { bytes, floats } from '../data.js';

const DIRECTIONS = ['forward', 'data gradient', 'filter gradient'];

export async function open(kind) {
  const { default: init, openCpu, openGpu } = await import('/work/bench_module.js');
  await init({ module_or_path: '/work/bench_module.wasm' });
  const shaders = kind === 'webgpu' && await (await fetch('/work/shader.txt')).text();
  const device = () => shaders ? openGpu(shaders) : openCpu();
  // The others' devices are open too before their first row. A device is good for one task.
  let ready = await device();
  const { adapter } = ready;
  const take = async () => {
    const taken = ready ?? await device();
    ready = null;
    return taken;
  };
  const thing = (task) => ({ start: () => task.run(), wait: shaders ? () => task.done() : () => {}, read: () => task.read() });
  const single = (task, inputs) => {
    for (const [name, values] of Object.entries(inputs)) task.put(name, values);
    return thing(task);
  };
  let pixels, labels, weights;
  return {
    about: shaders ? `WebGPU backend, ${adapter}` : 'CPU backend, SIMD, 1 thread',
    async matmul(n, a, b) {
      return single(await (await take()).matmul(n), { a, b });
    },
    async convolution(c, direction, a, b) {
      const which = DIRECTIONS.indexOf(direction);
      const task = await (await take()).convolution(c.batch, c.side, c.cIn, c.cOut, c.kernel, c.stride, which);
      return single(task, { a, b });
    },
    async prepare(network) {
      [pixels, labels, weights] = await Promise.all([bytes('pixels.u8'), floats('labels.f32'), floats(network.file)]);
    },
    async steps({ network, batch }) {
      const task = await (await take()).steps(network.width, batch, weights, pixels, labels);
      const { start, wait } = thing(task);
      return { start, wait, losses: async () => [...await task.read()], launches: task.launches };
    },
    async forward({ network, batch, pictures }) {
      return single(await (await take()).forward(network.width, batch, weights), { picture: pictures.subarray(0, batch * 3072) });
    },
  };
}
