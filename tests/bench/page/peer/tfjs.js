// TensorFlow.js, eager as its users write it: everything within tf.tidy, the optimiser its own momentum SGD. NHWC.

import { network as build } from '../network.js';

const script = (address) => new Promise((resolve, reject) => {
  const element = document.createElement('script');
  element.onload = resolve;
  element.onerror = () => reject(new Error(`${address} did not load`));
  element.src = address;
  document.head.append(element);
});

const MODULES = '/node_modules/@tensorflow/';
const EPSILON = 1e-5;

export async function open(device) {
  await script(`${MODULES}tfjs/dist/tf.min.js`);
  if (device === 'wasm') {
    await script(`${MODULES}tfjs-backend-wasm/dist/tf-backend-wasm.min.js`);
    tf.wasm.setWasmPaths(`${MODULES}tfjs-backend-wasm/dist/`);
    // By itself it takes half of the cores.
    tf.wasm.setThreadsCount(navigator.hardwareConcurrency);
  }
  if (device === 'webgpu') await script(`${MODULES}tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js`);
  tf.enableProdMode();
  if (!await tf.setBackend(device)) throw new Error(`the backend ${device} did not start`);
  await tf.ready();
  const backend = tf.backend();
  const wait = async () => {
    if (device !== 'webgpu') return;
    // It gathers some launches before it submits them; there is no encoder where none wait.
    if (backend.commandEncoder) {
      backend.endComputePassEncoder();
      backend.submitQueue();
    }
    await backend.queue.onSubmittedWorkDone();
  };
  const operation = (compute, layout = (values) => values) => {
    let out;
    return {
      start() {
        out?.dispose();
        out = tf.tidy(compute);
      },
      wait,
      read: async () => layout(await out.data()),
    };
  };

  // The network's operations over tensors by name; in training the running statistics move.
  const operations = (tensors, statistics, training) => ({
    conv: (name, x, stride, padding) => tf.conv2d(x, tensors[`${name}.weight`], stride, padding),
    norm(name, x) {
      const [mean, variance] = [statistics[`${name}.running_mean`], statistics[`${name}.running_var`]];
      const [scale, shift] = [tensors[`${name}.weight`], tensors[`${name}.bias`]];
      if (!training) return tf.batchNorm(x, mean, variance, shift, scale, EPSILON);
      const batch = tf.moments(x, [0, 1, 2]);
      const count = x.size / x.shape[3];
      mean.assign(tf.tidy(() => mean.mul(0.9).add(batch.mean.mul(0.1))));
      variance.assign(tf.tidy(() => variance.mul(0.9).add(batch.variance.mul(0.1 * count / (count - 1)))));
      return tf.batchNorm(x, batch.mean, batch.variance, shift, scale, EPSILON);
    },
    again: (x) => x,
    relu: tf.relu,
    add: tf.add,
    pool: (x) => tf.mean(x, [1, 2]),
    linear: (name, x) => tf.add(tf.matMul(x, tensors[`${name}.weight`]), tensors[`${name}.bias`]),
  });
  const make = (named, trainable) => Object.fromEntries(Object.entries(named).map(
    ([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, shape), trainable)]));

  const threads = device === 'wasm' ? tf.wasm.getThreadsCount?.() ?? 1 : 1;
  return {
    about: `tfjs ${tf.version.tfjs}, ${device}${device === 'wasm' ? `, ${threads} threads` : ''}`,
    matmul(n, a, b) {
      const [left, right] = [tf.tensor(a, [n, n]), tf.tensor(b, [n, n])];
      return operation(() => tf.matMul(left, right));
    },
    convolution(c, direction, a, b) {
      const x = [c.batch, c.side, c.side, c.cIn], w = [c.kernel, c.kernel, c.cIn, c.cOut];
      const y = [c.batch, c.out, c.out, c.cOut];
      if (direction === 'forward') {
        const [pictures, filter] = [tf.tensor(a, x), tf.tensor(b, w)];
        return operation(() => tf.conv2d(pictures, filter, c.stride, c.padding));
      }
      // The kernels that its own gradient of conv2d calls. Taken alone: tf.grad would compute the forward pass too.
      const run = (kernel, inputs, attributes) => operation(() => tf.engine().runKernel(kernel, inputs, {
        strides: c.stride, pad: c.padding, dataFormat: 'NHWC', dimRoundingMode: undefined, ...attributes,
      }));
      if (direction === 'data gradient') {
        const inputs = { dy: tf.tensor(a, y), filter: tf.tensor(b, w) };
        return run('Conv2DBackpropInput', inputs, { inputShape: x });
      }
      return run('Conv2DBackpropFilter', { x: tf.tensor(a, x), dy: tf.tensor(b, y) }, { filterShape: w });
    },
    prepare() {},
    steps({ tensors, batch, pictures, labels, classes, rate, momentum }) {
      const parameters = make(tensors.parameters, true);
      const statistics = make(tensors.statistics, false);
      const o = operations(parameters, statistics, true);
      const optimiser = tf.train.momentum(rate, momentum);
      const count = Math.floor(labels.length / batch);
      // Where the pictures lie from the start: uploading them is left out of its time.
      const batches = Array.from({ length: count }, (_, i) => [
        tf.tensor(pictures.subarray(i * batch * 3072, (i + 1) * batch * 3072), [batch, 32, 32, 3]),
        tf.oneHot(tf.tensor1d(Int32Array.from(labels.subarray(i * batch, (i + 1) * batch)), 'int32'), classes).toFloat(),
      ]);
      const losses = [];
      let step = 0;
      return {
        start() {
          const [x, y] = batches[step++ % count];
          losses.push(optimiser.minimize(() => tf.losses.softmaxCrossEntropy(y, build(o, x)), true));
          if (losses.length > 64) losses.shift().dispose();
        },
        wait,
        losses: async () => Promise.all(losses.map(async (loss) => (await loss.data())[0])),
      };
    },
    forward({ tensors, batch, pictures }) {
      const o = operations(make(tensors.parameters, false), make(tensors.statistics, false), false);
      const x = tf.tensor(pictures.subarray(0, batch * 3072), [batch, 32, 32, 3]);
      return operation(() => build(o, x));
    },
  };
}
