// Measures this device for the page `/bench`, in a worker of its own: products, convolutions, forward passes and training
// steps of the engine, on one core of the processor, for training steps on all that share them in the lab, and on the graphics
// card. It begins at once, tells after every change, and is ended from outside.
//
// A message is one text, its fields with tabs between them: `1` when all is done, the devices' names with `|` between them, and
// a report for people in Markdown; then the rows, each with its part, two fields that name it within that, and for each device
// five more: state, empty where it has no part in the row, length of the bar in percent, speed, milliseconds, launches.

const build = "EPOCH_BUILD";
const { search } = location;
// Seconds for the samples of a row; there are many convolutions.
const BUDGET = 1, SHORT = 0.2;
// Milliseconds of steps on the processor that do not count.
const WARM = 1000;
// Seconds of a call after which a device is asked for no further row of a part.
const TOO_SLOW = 1;
const NONE = "", WAITS = 0, RUNS = 1, SKIPPED = 2, FAILED = 3, DONE = 4;
// Parts in their order, as the report calls them.
const STEP = 0, FORWARD = 1, PRODUCT = 2, CONVOLUTION = 3;
const PARTS = ["training step, pictures/s", "forward only, pictures/s", "product, GFLOP/s", "convolution, GFLOP/s"];
const DIRECTIONS = ["forward", "data gradient", "filter gradient"];

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const digits = (value) => value >= 999.5 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
// Milliseconds: a browser's clock may know tenths and no more.
const short = (time) => time.toFixed(time < 99.95 ? 1 : 0);

// How fast it is depends on no number, as long as there are no zeros and none that grow tiny.
const numbers = (length) => Float32Array.from({ length }, (_, i) => i * 7919 % 1000 / 500 - 1);
const pixels = (pictures) => Uint8Array.from({ length: pictures * 3072 }, (_, i) => i * i % 251);
const labels = (pictures) => Float32Array.from({ length: pictures }, (_, i) => i % 2);

// A row: how to make its task on a device, and how much one call of it is (pictures, or thousand millions of operations).
function list(engine) {
  const single = (make, ...inputs) => async (device) => {
    const task = await make(device);
    for (const [name, length] of inputs) task.put(name, numbers(length));
    return task;
  };
  const networks = (part, batches, make) => [...engine.widths()].flatMap((width) => [...batches].map((batch) => ({
    part, names: [width, batch], report: `w = ${width}, batch ${batch}`, amount: batch, budget: BUDGET,
    make: make(width, batch, engine.initial(width)),
  })));
  const steps = networks(STEP, engine.batches(), (width, batch, weights) => (device) =>
    device.steps(width, batch, weights, pixels(2 * batch), labels(2 * batch)));
  const forward = networks(FORWARD, engine.forwardBatches(), (width, batch, weights) =>
    single((device) => device.forward(width, batch, weights), ["picture", batch * 3072]));
  const products = [...engine.matrices()].map((n) => ({
    part: PRODUCT, names: [n, ""], report: `n = ${n}`, amount: 2 * n ** 3 / 1e9, budget: BUDGET,
    make: single((device) => device.matmul(n), ["a", n * n], ["b", n * n]),
  }));
  const [width] = engine.widths(), [batch] = engine.batches(), shapes = [...engine.convolutions(width)], convolutions = [];
  while (shapes.length) {
    const [side, cIn, cOut, kernel, stride] = shapes.splice(0, 5), out = side / stride;
    const x = batch * side ** 2 * cIn, w = kernel ** 2 * cIn * cOut, y = batch * out ** 2 * cOut;
    const name = `${side}×${side}×${cIn} → ${out}×${out}×${cOut}, ${kernel}×${kernel}`;
    [[x, w], [y, w], [x, y]].forEach(([a, b], direction) => convolutions.push({
      part: CONVOLUTION, names: [name, direction], report: `${name}, ${DIRECTIONS[direction]}`, budget: SHORT,
      amount: 2 * y * kernel ** 2 * cIn / 1e9,
      make: single((device) => device.convolution(batch, side, cIn, cOut, kernel, stride, direction), ["a", a], ["b", b]),
    }));
  }
  return [...steps, ...forward, ...products, ...convolutions];
}

// Speed, milliseconds (of the first step, with all that is compiled for it; else of one call whose result is waited for and
// read back), launches, and seconds of a call.
async function measure(clock, row, device) {
  const begun = performance.now();
  const task = await row.make(await device.open());
  try {
    if (device.members) {
      const { start } = await import(`./crew.js${search}`);
      task.share(device.members, await start(device.members, task.setup(device.members), pixels(2 * row.amount)));
    }
    const start = device.members ? () => task.runTogether() : () => task.run();
    await start();
    await task.done();
    const first = performance.now() - begun;
    const step = row.part === STEP;
    // A program is fast only when the browser has compiled it a second time, while it runs.
    for (const end = performance.now() + WARM; step && !device.adapter && performance.now() < end;) await start();
    const thing = { start, wait: () => task.done(), read: step || row.part === CONVOLUTION ? null : () => task.read() };
    const { samples, alone } = await clock(thing, row.budget);
    const seconds = median(samples);
    const time = step ? first : alone.length ? median(alone) * 1000 : NaN;
    return { state: DONE, seconds, speed: row.amount / seconds, time, launches: task.launches };
  } finally {
    task.free();
  }
}

function report(devices, rows) {
  const lines = [`Epoch One ${build}`, navigator.userAgent, ...devices.filter(({ adapter }) => adapter).map(({ adapter }) => `GPU: ${adapter}`)];
  const cell = ({ state, speed, time, launches }, part) => state !== DONE ? "–" : [digits(speed),
    ...time ? [`${part === STEP ? "first step" : "one alone"} ${short(time)} ms`] : [], ...launches ? [`${launches} launches`] : [],
  ].join("; ");
  const line = (first, rest) => lines.push(`| ${[first, ...rest].join(" | ")} |`);
  PARTS.forEach((title, part) => {
    const takesPart = (_, index) => rows.some((row) => row.part === part && row.cells[index].state !== NONE);
    const columns = devices.filter(takesPart);
    lines.push("");
    line(title, columns.map(({ name }) => name));
    lines.push(`|---|${"---|".repeat(columns.length)}`);
    for (const row of rows) {
      if (row.part === part) line(row.report, row.cells.filter(takesPart).map((one) => cell(one, part)));
    }
  });
  return lines.join("\n");
}

function tell(devices, rows, done) {
  const most = PARTS.map((_, part) => Math.max(...rows.flatMap((row) => row.part === part ? row.cells.map(({ speed }) => speed ?? 0) : [])));
  const fields = ({ state, speed = 0, time, launches }, part) =>
    [state, (speed / most[part] * 100 || 0).toFixed(2), digits(speed), time ? short(time) : "", launches || ""];
  const table = rows.flatMap(({ part, names, cells }) => [part, ...names, ...cells.flatMap((one) => fields(one, part))]);
  postMessage([done ? 1 : "", devices.map(({ name }) => name).join("|"), report(devices, rows), ...table].join("\t"));
}

// One after the other: they would slow each other down.
async function all() {
  const [{ clock }, engine] = await Promise.all(["clock", "bench_module"].map((name) => import(`./${name}.js${search}`)));
  await engine.default({ module_or_path: `bench_module.wasm${search}` });
  const devices = [{ name: "CPU", open: engine.openCpu }];
  const members = engine.members(navigator.hardwareConcurrency);
  if (members > 1) devices.push({ name: `CPU × ${members}`, open: engine.openCpu, members });
  try {
    const shaders = await (await fetch(`shader.txt${search}`)).text();
    const open = () => engine.openGpu(shaders);
    const device = await open();
    devices.push({ name: "GPU", open, adapter: device.adapter });
    device.free();
  } catch {
    // There is no graphics card to use: the processor alone is measured.
  }
  const rows = list(engine).map((row) => ({ ...row, cells: devices.map(({ members }) => ({ state: members && row.part !== STEP ? NONE : WAITS })) }));
  for (const [place, row] of rows.entries()) {
    for (const [index, device] of devices.entries()) {
      if (row.cells[index].state === NONE) continue;
      const slow = rows.slice(0, place).some(({ part, cells }) => part === row.part && cells[index].seconds > TOO_SLOW);
      row.cells[index] = { state: slow ? SKIPPED : RUNS };
      tell(devices, rows);
      if (slow) continue;
      try {
        row.cells[index] = await measure(clock, row, device);
      } catch {
        row.cells[index] = { state: FAILED };
      }
    }
  }
  tell(devices, rows, true);
}

all().catch((error) => postMessage(["1", "", error].join("\t")));
