// jax-js, with everything within jit: one compiled function a training step. Its own layout is NCHW.

import { network as build } from '../network.js';
import { toHwio, toNchw, toNhwc, toOihw } from '../data.js';

const EPSILON = 1e-5;
// jax-js counts references: what is given to a function is gone, unless another reference of it was taken.
const refs = (named) => Object.fromEntries(Object.entries(named).map(([name, value]) => [name, value.ref]));

export async function open(device) {
  const jax = await import('/node_modules/@jax-js/jax/dist/index.js');
  const { numpy: np, lax, nn, jit, valueAndGrad, vjp } = jax;
  if (!(await jax.init(device)).includes(device)) throw new Error(`the device ${device} did not start`);
  jax.defaultDevice(device);
  const array = (values, shape) => np.array(values, { shape });

  // Every start keeps what it computes until it is waited for: jax-js computes nothing that nobody holds.
  const operation = (call, layout = (values) => values) => {
    let made = [];
    return {
      start: () => { made.push(call()); },
      async wait() {
        await jax.blockUntilReady(made);
        for (const array of made.slice(0, -1)) array.dispose();
        made = made.slice(-1);
      },
      async read() {
        const last = made.pop();
        return layout(await last.data());
      },
    };
  };
  const single = (compute, inputs, layout) => {
    const compiled = jit(compute);
    return operation(() => compiled(...inputs.map((input) => input.ref)), layout);
  };
  const convolve = (x, w, stride, padding) =>
    lax.convGeneralDilated(x, w, [stride, stride], [[padding, padding], [padding, padding]]);

  // A channel's value for every picture and pixel.
  const wide = (value) => value.reshape([1, value.size, 1, 1]);
  const operations = (tensors, statistics, moved) => ({
    conv: (name, x, stride, padding) => convolve(x, tensors[`${name}.weight`].ref, stride, padding),
    norm(name, x) {
      const [mean, variance] = [statistics[`${name}.running_mean`].ref, statistics[`${name}.running_var`].ref];
      const [scale, shift] = [tensors[`${name}.weight`].ref, tensors[`${name}.bias`].ref];
      const apply = (middle, spread) => x.sub(wide(middle))
        .mul(wide(scale.div(np.sqrt(spread.add(EPSILON))))).add(wide(shift));
      if (!moved) return apply(mean, variance);
      const count = x.size / x.shape[1];
      const middle = np.mean(x.ref, [0, 2, 3]);
      const spread = np.mean(np.square(x.ref.sub(wide(middle.ref))), [0, 2, 3]);
      moved[`${name}.running_mean`] = mean.mul(0.9).add(lax.stopGradient(middle.ref).mul(0.1));
      moved[`${name}.running_var`] = variance.mul(0.9).add(lax.stopGradient(spread.ref).mul(0.1 * count / (count - 1)));
      return apply(middle, spread);
    },
    again: (x) => x.ref,
    relu: nn.relu,
    add: (a, b) => a.add(b),
    pool: (x) => np.mean(x, [2, 3]),
    linear: (name, x) => np.matmul(x, tensors[`${name}.weight`].ref).add(tensors[`${name}.bias`].ref),
  });
  const make = (named) => Object.fromEntries(Object.entries(named).map(([name, { shape, values }]) => [name,
    shape.length === 4
      ? array(toOihw(values, shape), [shape[3], shape[2], shape[0], shape[1]])
      : array(values, shape)]));

  const threads = device === 'wasm' ? `, ${crossOriginIsolated ? navigator.hardwareConcurrency : 1} threads` : '';
  return {
    about: `jax-js, ${device}${threads}`,
    matmul: (n, a, b) => single((x, y) => np.matmul(x, y), [array(a, [n, n]), array(b, [n, n])]),
    convolution(c, direction, a, b) {
      const x = [c.batch, c.side, c.side, c.cIn], w = [c.kernel, c.kernel, c.cIn, c.cOut];
      const y = [c.batch, c.out, c.out, c.cOut];
      const nchw = (values, [n, h, width, ch]) => array(toNchw(values, [n, h, width, ch]), [n, ch, h, width]);
      const oihw = (values) => array(toOihw(values, w), [c.cOut, c.cIn, c.kernel, c.kernel]);
      const forward = (pictures, filter) => convolve(pictures, filter, c.stride, c.padding);
      if (direction === 'forward') return single(forward, [nchw(a, x), oihw(b)], (out) => toNhwc(out, y));
      // The gradient of a linear function does not depend on where it is taken; jit drops what nobody reads.
      const back = (f, at, dy) => {
        const [out, pull] = vjp(f, [at]);
        out.dispose();
        const [gradient] = pull(dy);
        pull.dispose();
        return gradient;
      };
      if (direction === 'data gradient') {
        const compute = (dy, filter) => back((pictures) => forward(pictures, filter.ref),
          np.zeros([c.batch, c.cIn, c.side, c.side]), dy);
        return single(compute, [nchw(a, y), oihw(b)], (out) => toNhwc(out, x));
      }
      const compute = (pictures, dy) => back((filter) => forward(pictures.ref, filter),
        np.zeros([c.cOut, c.cIn, c.kernel, c.kernel]), dy);
      return single(compute, [nchw(a, x), nchw(b, y)], (out) => toHwio(out, w));
    },
    prepare() {},
    steps({ tensors, batch, pictures, labels, classes, rate, momentum }) {
      const count = Math.floor(labels.length / batch);
      const batches = Array.from({ length: count }, (_, i) => {
        const [from, to] = [i * batch, (i + 1) * batch];
        const hot = new Float32Array(batch * classes);
        labels.subarray(from, to).forEach((label, at) => { hot[at * classes + label] = 1; });
        const nchw = toNchw(pictures.subarray(from * 3072, to * 3072), [batch, 32, 32, 3]);
        return [array(nchw, [batch, 3, 32, 32]), array(hot, [batch, classes])];
      });
      const loss = (parameters, statistics, x, y) => {
        const moved = {};
        const logits = build(operations(parameters, statistics, moved), x);
        return [np.mean(np.sum(nn.logSoftmax(logits, -1).mul(y), -1)).neg(), moved];
      };
      const step = jit((parameters, velocity, statistics, x, y) => {
        const [[value, moved], gradient] = valueAndGrad(loss, { hasAux: true })(refs(parameters), statistics, x, y);
        const [next, speed] = [{}, {}];
        for (const name of Object.keys(velocity)) {
          speed[name] = velocity[name].mul(momentum).add(gradient[name]);
          next[name] = parameters[name].sub(speed[name].ref.mul(rate));
        }
        return [value, next, speed, moved];
      });
      let parameters = make(tensors.parameters);
      let statistics = make(tensors.statistics);
      let velocity = Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, np.zeros(shape)]));
      const losses = [];
      let done = 0;
      return {
        start() {
          const [x, y] = batches[done++ % count];
          let value;
          [value, parameters, velocity, statistics] = step(parameters, velocity, statistics, x.ref, y.ref);
          losses.push(value);
          if (losses.length > 64) losses.shift().dispose();
        },
        wait: () => jax.blockUntilReady([losses.at(-1), parameters, velocity, statistics]),
        losses: () => Promise.all(losses.map(async (value) => (await value.ref.data())[0])),
      };
    },
    forward({ tensors, batch, pictures }) {
      const [parameters, statistics] = [make(tensors.parameters), make(tensors.statistics)];
      const x = array(toNchw(pictures.subarray(0, batch * 3072), [batch, 32, 32, 3]), [batch, 3, 32, 32]);
      const compiled = jit((parameters, statistics, x) => build(operations(parameters, statistics), x));
      return operation(() => compiled(refs(parameters), refs(statistics), x.ref));
    },
  };
}
