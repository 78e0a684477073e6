// onnxruntime-web. It computes forward passes only; NCHW.

import { network as build } from '../network.js';
import { toNchw, toNhwc, toOihw } from '../data.js';
import { Model } from '../onnx.js';

const DIST = '/node_modules/onnxruntime-web/dist/';

export async function open(device) {
  const ort = await import(`${DIST}${device === 'webgpu' ? 'ort.webgpu' : 'ort.wasm'}.min.mjs`);
  const threads = crossOriginIsolated ? navigator.hardwareConcurrency : 1;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = DIST;
  ort.env.logLevel = 'error';
  const gpu = device === 'webgpu';
  const session = async (model) => ort.InferenceSession.create(model, {
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    // On a GPU the result stays there until it is read.
    ...gpu && { preferredOutputLocation: 'gpu-buffer' },
  });
  const place = (values, shape) => {
    const tensor = new ort.Tensor('float32', values, shape);
    if (!gpu) return tensor;
    const { device } = ort.env.webgpu;
    const size = Math.ceil(values.byteLength / 16) * 16;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size, usage });
    device.queue.writeBuffer(buffer, 0, values);
    return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: shape });
  };
  // `feeds`: { name: [values, shape] }.
  const operation = async (model, feeds, layout = (values) => values) => {
    const running = await session(model);
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, place(...feed)]));
    const [name] = running.outputNames;
    let out;
    return {
      async start() {
        out?.dispose();
        out = (await running.run(inputs))[name];
      },
      wait: async () => { if (gpu) await ort.env.webgpu.device.queue.onSubmittedWorkDone(); },
      read: async () => layout(await out.getData()),
    };
  };
  const forwardOnly = () => { throw new Error('onnxruntime-web computes no gradients since 1.20: forward only'); };

  return {
    about: `onnxruntime-web ${ort.env.versions.web}, ${gpu ? 'webgpu' : `wasm, ${threads} threads`}`,
    matmul(n, a, b) {
      const model = new Model();
      const out = model.node('MatMul', [model.input('a', [n, n]), model.input('b', [n, n])]);
      return operation(model.bytes(out, [n, n]), { a: [a, [n, n]], b: [b, [n, n]] });
    },
    convolution(c, direction, a, b) {
      if (direction !== 'forward') return forwardOnly();
      const x = [c.batch, c.cIn, c.side, c.side], y = [c.batch, c.cOut, c.out, c.out];
      const model = new Model();
      // The filter is a constant of the model, as in every network: its layout is then made fit once.
      const filter = model.constant('filter', [c.cOut, c.cIn, c.kernel, c.kernel],
        toOihw(b, [c.kernel, c.kernel, c.cIn, c.cOut]));
      const out = model.node('Conv', [model.input('a', x), filter], {
        kernel_shape: [c.kernel, c.kernel], strides: [c.stride, c.stride], pads: Array(4).fill(c.padding),
      });
      const feeds = { a: [toNchw(a, [c.batch, c.side, c.side, c.cIn]), x] };
      return operation(model.bytes(out, y), feeds, (values) => toNhwc(values, [c.batch, c.out, c.out, c.cOut]));
    },
    prepare() {},
    steps: forwardOnly,
    forward({ tensors, batch, pictures, classes }) {
      const model = new Model();
      const { parameters, statistics } = tensors;
      const constant = (name, from = parameters) => model.constant(name, from[name].shape, from[name].values);
      const out = build({
        conv(name, x, stride, padding) {
          const { shape, values } = parameters[`${name}.weight`];
          const [kh, kw, cIn, cOut] = shape;
          const weight = model.constant(`${name}.weight`, [cOut, cIn, kh, kw], toOihw(values, shape));
          return model.node('Conv', [x, weight], {
            kernel_shape: [kh, kw], strides: [stride, stride], pads: Array(4).fill(padding),
          });
        },
        norm: (name, x) => model.node('BatchNormalization', [
          x, constant(`${name}.weight`), constant(`${name}.bias`),
          constant(`${name}.running_mean`, statistics), constant(`${name}.running_var`, statistics),
        ], { epsilon: { float: 1e-5 } }),
        again: (x) => x,
        relu: (x) => model.node('Relu', [x]),
        add: (a, b) => model.node('Add', [a, b]),
        pool: (x) => model.node('Flatten', [model.node('GlobalAveragePool', [x])]),
        linear: (name, x) => model.node('Gemm', [x, constant(`${name}.weight`), constant(`${name}.bias`)]),
      }, model.input('picture', [batch, 3, 32, 32]));
      const feeds = { picture: [toNchw(pictures.subarray(0, batch * 3072), [batch, 32, 32, 3]), [batch, 3, 32, 32]] };
      return operation(model.bytes(out, [batch, classes]), feeds);
    },
  };
}
