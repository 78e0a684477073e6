// Where the files lie that the benchmark's pages ask its server for: `/work/…` is the folder of the work, the rest is
// relative to `tests/bench`. As a hook of Node.js's module loader it does the same for imports.

import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export function place(path, work) {
  return path.startsWith('/work/') ? `${work}/${path.slice('/work/'.length)}` : `${ROOT}${path.slice(1)}`;
}

export function resolve(name, context, next) {
  const asked = ['/work/', '/page/', '/node_modules/'].some((start) => name.startsWith(start));
  const found = asked ? pathToFileURL(place(name, process.env.EPOCH_BENCH_WORK)).href : name;
  return next(found, context);
}
