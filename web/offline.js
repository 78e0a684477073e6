// Registers the service worker, and tells the page by the event "epoch-one:kept" how things stand: how many bytes are kept on this
// device for use without a network, or 0 where a new version is ready. The page answers with "epoch-one:update".
//
// The program asks for this file when the first run is ready, so that a first visit waits for nothing of it. Where storage
// is full or forbidden, everything is as it is without a service worker, and nothing is said.

const { serviceWorker, connection } = navigator;
const version = document.querySelector("meta[name=version]")?.content;
const HOUR = 3600_000;

// In a frame of another site nothing would be kept for a visit to this one. Who saves data is asked for no 16 MB.
if (serviceWorker && version && parent === window && (serviceWorker.controller || !connection?.saveData)) {
  start().catch(() => {});
}

async function start() {
  // Past the browser's own store, or an update could be missed for a day.
  const registration = await serviceWorker.register(new URL("sw.js", document.baseURI), { updateViaCache: "none" });
  const look = async () => {
    const { active, waiting } = registration;
    // A page that was loaded past the service worker belongs to the network.
    if (!active || !serviceWorker.controller) return;
    const kept = await ask(active);
    dispatchEvent(new CustomEvent("epoch-one:kept", { detail: waiting || kept.version !== version ? 0 : kept.bytes }));
  };
  const follow = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", follow);
  serviceWorker.addEventListener("controllerchange", look);
  follow();
  await look();

  addEventListener("epoch-one:update", () => {
    const reload = () => location.reload();
    // Only this page is loaded anew. Others stay as they are: the service worker keeps the files of their version.
    serviceWorker.addEventListener("controllerchange", reload, { once: true });
    if (registration.waiting) registration.waiting.postMessage("activate");
    else reload();
  });

  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < HOUR) return;
    asked = Date.now();
    registration.update().catch(() => {}); // no network, say
  });
}

// What the service worker in charge has; it also hears by it that this page is up.
function ask(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage({ page: version }, [port2]);
  });
}
