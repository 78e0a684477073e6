// Timing. A thing to be timed is { start, wait }: `start` begins one computation (and may be called many times in a row),
// `wait` resolves when all that were begun are done. On a CPU `start` does the work and `wait` has nothing to wait for.

// Seconds that a sample takes at least, so that the clock's grain does not matter.
const SAMPLE = 0.05;
const SAMPLES = 12;

const now = () => performance.now() / 1000;

async function timed(thing, calls) {
  const start = now();
  for (let i = 0; i < calls; i++) await thing.start();
  await thing.wait();
  return (now() - start) / calls;
}

// `samples`: seconds of a call where many are begun in a row; `alone`: of a call that is waited for with its result read
// back, where the thing can `read`. It has been started before, so nothing is compiled here.
export async function clock(thing, budget) {
  const warm = Math.max(await timed(thing, 1), 1e-7);
  if (warm > budget) return { samples: [warm], alone: [] };
  const calls = Math.ceil(SAMPLE / warm);
  const result = { samples: [], alone: [] };
  const limit = now() + budget;
  do result.samples.push(await timed(thing, calls));
  while (result.samples.length < SAMPLES && now() < limit);
  if (thing.read) {
    const last = now() + budget / 4;
    do {
      const start = now();
      await thing.start();
      await thing.read();
      result.alone.push(now() - start);
    } while (result.alone.length < SAMPLES && now() < last);
  }
  return result;
}
