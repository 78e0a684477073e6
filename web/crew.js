// Other cores for training on the CPU. The engine's worker asks for this file when a run begins; each member that it starts
// is a worker of its own with this file again, and a wasm module of its own (`crate/crew-module`).
//
// A step: the engine tells the others its inputs, and all of them meet some twenty times to exchange sums, without waiting
// for anybody but those whose sums they need. That goes by messages, since memory that workers share needs headers that
// a plain static host does not send.

const NAME = "crew";
// A member that says nothing for so long is lost, as one that the browser has ended is.
const PATIENCE = 10_000;

// What the other members bring, in their order, whenever it comes.
class Meetings {
  constructor(ports) {
    this.ports = ports;
    this.come = ports.map(() => []);
    ports.forEach((port, at) => {
      port.onmessage = ({ data }) => {
        this.come[at].push(data);
        this.look();
      };
    });
  }

  // `part` is given away.
  exchange(part) {
    this.ports.forEach((port, at) => {
      const copy = at < this.ports.length - 1 ? part.slice() : part;
      port.postMessage(copy, [copy.buffer]);
    });
    return new Promise((resolve) => {
      this.resolve = resolve;
      this.look();
    });
  }

  look() {
    if (!this.resolve || this.come.some((parts) => !parts.length)) return;
    const resolve = this.resolve;
    this.resolve = null;
    resolve(this.come.map((parts) => parts.shift()));
  }
}

// The engine's side. Resolves when all members are ready.
class Crew {
  static async start(members, setup, pixels) {
    const file = (name) => new URL(name + location.search, import.meta.url);
    const answer = await fetch(file("crew.wasm"));
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    const module = await WebAssembly.compile(await answer.arrayBuffer());
    const crew = new Crew();
    crew.workers = [];
    const lines = Array.from({ length: members }, () => []);
    for (let a = 0; a < members; a += 1) {
      for (let b = a + 1; b < members; b += 1) {
        const { port1, port2 } = new MessageChannel();
        lines[a].push(port1);
        lines[b].push(port2);
      }
    }
    crew.meetings = new Meetings(lines[0]);
    try {
      await Promise.all(lines.slice(1).map((ports, at) => new Promise((resolve, reject) => {
        const worker = new Worker(file("crew.js"), { type: "module", name: NAME });
        crew.workers.push(worker);
        const lost = () => {
          reject(new Error("a worker could not be started"));
          crew.lose();
        };
        worker.onmessage = ({ data }) => (data ? resolve() : lost());
        worker.onerror = lost;
        worker.postMessage({ module, index: at + 1, setup, pixels, ports }, ports);
      })));
    } catch (error) {
      crew.close();
      throw error;
    }
    return crew;
  }

  // Whoever waits hears of it.
  lose() {
    this.gone = true;
    this.reject?.(new Error("a worker was lost"));
  }

  begin(inputs, regions) {
    for (const worker of this.workers) worker.postMessage({ inputs, regions });
  }

  // `part` is given away.
  exchange(part) {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      if (this.gone) return this.lose();
      this.since = performance.now();
      this.watch ??= setInterval(() => {
        if (this.reject && performance.now() - this.since > PATIENCE) this.lose();
      }, 1000);
      this.meetings.exchange(part).then((parts) => {
        this.reject = null;
        resolve(parts);
      });
    });
  }

  close() {
    clearInterval(this.watch);
    for (const worker of this.workers) worker.terminate();
  }
}

export const start = Crew.start;

// A member's side.
async function member({ module, index, setup, pixels, ports }) {
  const { exports: wasm } = await WebAssembly.instantiate(module);
  const put = (values) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const room = wasm.room(bytes.length);
    if (room) new Uint8Array(wasm.memory.buffer, room, bytes.length).set(bytes);
    return room;
  };
  const must = (done) => {
    if (!done) throw new Error("the crew's module refused");
  };
  must(put(setup) && wasm.setup() && put(pixels) && wasm.open(index));
  const meetings = new Meetings(ports);
  const step = async ({ inputs, regions }) => {
    if (regions) must(put(regions) && wasm.regions());
    must(put(inputs) && wasm.begin());
    for (let length; (length = wasm.go_on()); ) {
      const others = await meetings.exchange(new Float32Array(wasm.memory.buffer, wasm.part(), length).slice());
      const together = new Float32Array(others.length * length);
      others.forEach((part, at) => together.set(part, at * length));
      must(put(together) && wasm.meet());
    }
  };
  // A step may be told before the one before has ended here.
  let last = Promise.resolve();
  onmessage = ({ data }) => {
    last = last.then(() => step(data)).catch((error) => {
      postMessage(false);
      throw error;
    });
  };
  postMessage(true);
}

if (globalThis.name === NAME) {
  onmessage = ({ data }) => member(data).catch(() => postMessage(false));
}
