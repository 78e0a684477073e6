// The service worker: keeps the whole site on the device, so that everything works without a network, and lets updates
// arrive whole or not at all.
//
// The build writes a line in front of this file (crate/offline): `SITE`, the version's name and its files as
// `path: [size, SHA-256]`. So a site with a changed file has a changed `sw.js`, and that is how browsers find an update.
//
// One cache holds for this site
//   ?SHA-256    the body of a file, put there after its size and its sum were found right, and so never half a file;
//   ?VERSION    the list of a version that is here whole;
//   ?next       the list of the version that was begun last.
// Versions share the files that they have in common, and what is here is not fetched again: neither by the next version
// nor by the next visit after one that was cut off.

const { scope } = registration;
const CACHE = `epoch-one ${scope}`;
const key = (name) => `${scope}?${name}`;
const open = () => caches.open(CACHE);
const json = (value) => new Response(JSON.stringify(value));
const list = async (cache, name) => (await cache.match(key(name)))?.json();
const missing = async (cache, site) => {
  const here = new Set((await cache.keys()).map(({ url }) => url));
  return Object.entries(site.files).filter(([, [, sum]]) => !here.has(key(sum)));
};

addEventListener("install", (event) => {
  // The lock keeps `clean` out, which could take away what this version shares with an older one.
  event.waitUntil(navigator.locks.request(CACHE, fetchMissing));
});

async function fetchMissing() {
  const cache = await open();
  await cache.put(key("next"), json(SITE));
  // One after the other, so that what the page asks for has most of the line to itself.
  for (const [path, [size, sum]] of await missing(cache, SITE)) {
    await cache.put(key(sum), await fetchWhole(path, size, sum));
  }
  await cache.put(key(SITE.version), json(SITE));
}

// The file that the list names, and no other. What the browser has at hand from the page's own visit is as good as a
// fresh one if the sum is right.
async function fetchWhole(path, size, sum) {
  // A host may lead from `index.html` to the folder.
  const url = path === "index.html" ? scope : scope + path;
  let reason;
  for (const mode of ["force-cache", "reload"]) {
    try {
      const answer = await fetch(url, { cache: mode, priority: "low" });
      const body = await answer.arrayBuffer();
      if (answer.ok && body.byteLength === size && (await sha256(body)) === sum) {
        const headers = new Headers(answer.headers);
        headers.delete("content-encoding");
        headers.set("content-length", size);
        return new Response(body, { headers });
      }
      reason = `${answer.status}, ${body.byteLength} of ${size} bytes`;
    } catch (error) {
      reason = error;
    }
  }
  throw new Error(`${path} is not what version ${SITE.version} names: ${reason}`);
}

async function sha256(body) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A page that came before the service worker gets its later files from here too.
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  // The student wants the new version. Until somebody does, a new service worker waits, and pages stay with the old one.
  if (event.data === "activate") return skipWaiting();
  // A page is up, and asks what is here.
  const bytes = Object.values(SITE.files).reduce((sum, [size]) => sum + size, 0);
  event.ports[0].postMessage({ version: SITE.version, bytes });
  if (event.data.page !== SITE.version) return;
  event.waitUntil(navigator.locks.request(CACHE, { ifAvailable: true }, (lock) => lock && clean()));
});

// Drops what belongs to neither this version nor one that has been begun. Another open page may be of an older one.
async function clean() {
  const pages = await clients.matchAll({ includeUncontrolled: true });
  if (pages.filter(({ url }) => url.startsWith(scope)).length > 1) return;
  const cache = await open();
  const living = [SITE, (await list(cache, "next")) ?? SITE];
  const names = living.flatMap(({ version, files }) => [version, ...Object.values(files).map(([, sum]) => sum)]);
  const kept = new Set(["next", ...names].map(key));
  for (const { url } of await cache.keys()) if (!kept.has(url)) await cache.delete(url);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !request.url.startsWith(scope) || request.headers.has("range")) return;
  const path = url.pathname.slice(new URL(scope).pathname.length);
  const page = request.mode === "navigate" && !/\.(?!html$)[^/]*$/.test(path);
  event.respondWith(page ? answer(request, SITE, "index.html") : file(event, path, url.searchParams.get("v")));
});

// A page or a worker of an older version gets the files of its own version, if they are still here.
async function file(event, path, named) {
  const version = named ?? (await versionOfWorker(event.clientId));
  const cache = await open();
  if (version && version !== SITE.version) return answer(event.request, await list(cache, version), path);
  if (SITE.files[path] || version) return answer(event.request, SITE, path);
  // The names of programs and styles change with what is in them, so they name no version.
  for (const { url } of await cache.keys()) {
    const name = url.slice(key("").length);
    const other = name.length === SITE.version.length && (await list(cache, name));
    if (other?.files[path]) return answer(event.request, other, path);
  }
  return fetch(event.request);
}

// Workers are started under the version of their page.
async function versionOfWorker(id) {
  const client = id && (await clients.get(id));
  return client && client.type !== "window" ? new URL(client.url).searchParams.get("v") : null;
}

async function answer(request, site, path) {
  const file = site?.files[path];
  const kept = file && (await (await open()).match(key(file[1])));
  return kept ?? fetch(request);
}
