// Runs a job in this page: bench({ peer, device, part, rows, budget, compared, counted }) gives a line for every row that
// it was asked for. `rows` are places in the part's list; `budget` seconds for a row's samples; `compared` steps whose
// losses are told.

import { clock } from '/work/clock.js';
import { floats, numbers, tensors, work } from './data.js';
import * as check from './check.js';

const PEERS = {
  ours: './peer/ours.js',
  burn: './peer/burn.js',
  tfjs: './peer/tfjs.js',
  jax: './peer/jax.js',
  onnxruntime: './peer/onnxruntime.js',
};
const DIRECTIONS = ['forward', 'data gradient', 'filter gradient'];
// Steps over which WebGPU calls are counted.
const COUNTED = 3;

const seconds = () => performance.now() / 1000;

// Calls of WebGPU a step, on average. Outside of what is timed.
async function counts(thing) {
  await thing.wait();
  const before = gpuCalls();
  for (let i = 0; i < COUNTED; i++) await thing.start();
  await thing.wait();
  const after = gpuCalls();
  return Object.fromEntries(Object.keys(after).map((key) => [key, (after[key] - before[key]) / COUNTED]));
}

async function single(make, verify, { budget, gpu }) {
  const begun = seconds();
  const thing = await make();
  await thing.start();
  await thing.wait();
  const first = seconds() - begun;
  await verify(await thing.read());
  const result = { ...await clock(thing, budget), first };
  return gpu ? { ...result, counts: await counts(thing) } : result;
}

async function steps(engine, given, { budget, compared, limit, gpu }) {
  const begun = seconds();
  const thing = await engine.steps(given);
  let done = 0, first;
  const stop = begun + limit;
  while (done < compared && (done < 2 || seconds() < stop)) {
    await thing.start();
    if (done === 0) {
      await thing.wait();
      first = seconds() - begun;
    } else if (first > 1) {
      await thing.wait();
    }
    done += 1;
  }
  await thing.wait();
  const losses = await thing.losses();
  const result = await clock({ start: thing.start, wait: thing.wait }, budget);
  return { ...result, first, losses, launches: thing.launches, ...gpu && { counts: await counts(thing) } };
}

function rows(part, data) {
  if (part === 'matmul') {
    return data.matrices.map((n) => ({
      row: `n = ${n}`,
      run(engine, options) {
        const [a, b] = [numbers(n * n, 1), numbers(n * n, 2)];
        return single(() => engine.matmul(n, a, b), (result) => check.matmul(n, a, b, result), options);
      },
    }));
  }
  if (part === 'convolution') {
    return data.convolutions.flatMap((c, index) => DIRECTIONS.map((direction) => ({
      row: `${index} ${direction}`,
      run(engine, options) {
        const x = c.batch * c.side ** 2 * c.cIn, w = c.kernel ** 2 * c.cIn * c.cOut, y = c.batch * c.out ** 2 * c.cOut;
        const lengths = { forward: [x, w], 'data gradient': [y, w], 'filter gradient': [x, y] }[direction];
        const [a, b] = lengths.map((length, at) => numbers(length, at + 1));
        return single(() => engine.convolution(c, direction, a, b),
          (result) => check.convolution(c, direction, a, b, result), options);
      },
    })));
  }
  const batches = part === 'step' ? data.batches : data.forwardBatches;
  return data.networks.flatMap((network) => batches.map((batch) => ({
    row: `w = ${network.width}, batch ${batch}`,
    async run(engine, options) {
      await engine.prepare(network);
      const given = {
        network, batch, tensors: await tensors(network), pictures: await floats('pictures.f32'),
        labels: await floats('labels.f32'), classes: data.classes, rate: data.rate, momentum: data.momentum,
      };
      if (part === 'step') return steps(engine, given, options);
      let logits;
      const result = await single(() => engine.forward(given), (values) => { logits = [...values]; }, options);
      return { ...result, logits };
    },
  })));
}

globalThis.bench = async (job) => {
  const data = await work();
  const found = rows(job.part, data);
  const wanted = job.rows ?? found.map((_, index) => index);
  const options = { ...job, gpu: job.device === 'webgpu' };
  const told = [];
  const tell = (index, line) => told.push({ row: found[index].row, index, ...line });
  let engine;
  try {
    engine = await (await import(PEERS[job.peer])).open(job.device);
  } catch (error) {
    for (const index of wanted) tell(index, { error: String(error?.message ?? error) });
    return told;
  }
  for (const index of wanted) {
    try {
      tell(index, { about: engine.about, ...await found[index].run(engine, options) });
    } catch (error) {
      tell(index, { about: engine.about, error: String(error?.message ?? error) });
    }
  }
  return told;
};
