// The worker runs the same program as the page. The page posts the address of its JavaScript and the compiled module,
// so that nothing is fetched or compiled twice; the program then takes over `onmessage`.
addEventListener(
  "message",
  async ({ data: { glue, module } }) => {
    try {
      const { default: init } = await import(glue);
      await init({ module_or_path: module });
    } catch (error) {
      postMessage({ panic: `the worker's program could not be started: ${error}` });
    }
  },
  { once: true },
);
