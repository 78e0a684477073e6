// Runs a job of the benchmark without a browser, on this machine's GPU: `node run.mjs WORK JOB` prints a line of JSON for
// every row. WebGPU is Dawn's, which Chromium has too, here over Vulkan; WORK is the folder that `native export` wrote, JOB
// what `page/run.js` takes. The code of the engines is the page's: what it needs of a browser stands below, and no more.

import { readFile } from 'node:fs/promises';
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { create, globals } from 'webgpu';
import { place } from './place.mjs';

const [, , work, job] = process.argv;
process.env.EPOCH_BENCH_WORK = work;
register('./place.mjs', import.meta.url);

const TYPES = { wasm: 'application/wasm', json: 'application/json' };

// Files for fetch, by the paths that the benchmark's server gives them.
globalThis.fetch = async (path) => {
  const type = TYPES[path.split('.').at(-1)] ?? 'application/octet-stream';
  return new Response(await readFile(place(path, work)), { headers: { 'content-type': type } });
};

// Scripts for TensorFlow.js, which is none of JavaScript's modules.
const load = async (element) => {
  try {
    runInThisContext(await readFile(place(element.src, work), 'utf8'), { filename: element.src });
    element.onload();
  } catch (error) {
    console.error(error);
    element.onerror(error);
  }
};
Object.assign(globalThis, globals, {
  require: createRequire(import.meta.url),
  window: globalThis,
  // A program in wasm asks whose this place is before it looks for its GPU.
  Window: class { static [Symbol.hasInstance](value) { return value === globalThis; } },
  document: { createElement: () => ({}), head: { append: load } },
});
Object.defineProperty(globalThis, 'navigator', { value: { gpu: create(['backend=vulkan']), userAgent: 'Node.js' } });

await import(pathToFileURL(place('/page/count.js', work)));
await import(pathToFileURL(place('/page/run.js', work)));
for (const row of await globalThis.bench(JSON.parse(job))) console.log(JSON.stringify(row));
// Devices that are still open would keep the program alive.
process.exit(0);
