// The worker runs the same program as the page. The page posts the address of its own JavaScript and the compiled module,
// so that nothing is fetched or compiled twice; the program then takes over `onmessage`.
//
// Before that both say which build they are of, in words that stay the same for ever: what else they say may mean something
// else in another build. The build writes its name here.
const build = "EPOCH_BUILD";
// Other cores, of which most visits want none before a run begins.
globalThis.startCrew = async (...given) => (await import("./crew.js" + location.search)).start(...given);
addEventListener(
  "message",
  async ({ data }) => {
    postMessage({ build });
    if (data.build !== build) return close();
    try {
      const { default: init } = await import(data.glue);
      await init({ module_or_path: data.module });
    } catch (error) {
      postMessage({ panic: `the worker's program could not be started: ${error}` });
    }
  },
  { once: true },
);
