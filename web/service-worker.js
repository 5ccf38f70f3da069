// The site without a network: pages that are kept, the shelf and help now. `SETTINGS` stands above: the server writes it.

const OWN = `site-${SETTINGS.version}`; // files and pages of this version of the site
const SHELF = "shelf-1"; // what readers keep; shelf.js writes it
const FORMS = "forms-1"; // forms of contributions, with what they need; contribute.js writes it
const DAY = 86_400_000;
const LATE = 5_000; // ms after which what is kept is given in place of what does not come

importScripts(SETTINGS.sending); // contributions that wait on this device

const storable = (answer) => answer.ok && !answer.redirected && !/no-store|private/.test(answer.headers.get("Cache-Control") ?? "");

async function renew(cache, path) {
  const answer = await fetch(path, { cache: "reload", credentials: "omit" });
  if (!storable(answer)) throw new Error(`${path} is not to be kept now`);
  await cache.put(path, answer);
}

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(OWN);
  await Promise.all([cache.addAll(SETTINGS.files), ...SETTINGS.pages.map((path) => renew(cache, path))]);
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (/^(site|shelf)-/.test(name) && name !== OWN && name !== SHELF) await caches.delete(name);
  }
  await registration.navigationPreload?.enable();
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  // Pictures of the library come from elsewhere: they are left alone, and stand in kept pages under addresses of the site.
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url.pathname));
  else if (/^\/(static|shelf\/picture)\//.test(url.pathname)) event.respondWith(file(request, url.pathname));
  else if (request.destination === "manifest") event.respondWith(fetch(request).catch(() => caches.match(url.pathname, { cacheName: OWN })));
});

// Files have an address for each of their contents: what is kept is never out of date.
async function file(request, path) {
  const kept = await caches.match(path);
  if (kept) return kept;
  const answer = await fetch(request);
  if (path.startsWith("/static/") && storable(answer) && answer.headers.get("Cache-Control")?.includes("immutable")) {
    await (await caches.open(OWN)).put(path, answer.clone());
  }
  return answer;
}

// Pages come from the network. Where that fails, or takes too long for something that is kept, what is kept is given.
async function page(event, path) {
  const kept = await caches.match(path, { cacheName: SHELF }) ?? await caches.match(path, { cacheName: OWN }) ?? await caches.match(path, { cacheName: FORMS });
  const network = (async () => await event.preloadResponse ?? fetch(event.request))();
  try {
    const answer = await (kept ? Promise.race([network, late()]) : network);
    if (!kept || answer.status < 500) {
      event.waitUntil(Promise.all([renewDaily(), sendWaiting()]));
      return answer;
    }
  } catch (error) {
    console.info(`${path}: ${error.message}`);
  }
  network.catch(() => {}); // it lost the race; what became of it is of no interest
  return kept ? withNotice(kept) : unkept(path);
}

const late = () => new Promise((_, refuse) => { setTimeout(() => refuse(new Error("too late")), LATE); });

// What was written here is sent whenever a page of the site comes, and, where the browser has it, when the network is back.
const sendWaiting = async () => (contributions.able && await caches.has(FORMS) ? contributions.sendAll() : 0);

addEventListener("sync", (event) => {
  if (event.tag === "contributions") event.waitUntil(sendWaiting().then((left) => { if (left) throw new Error("some still wait"); }));
});

async function renewDaily() {
  const cache = await caches.open(OWN);
  const oldest = await cache.match(SETTINGS.pages[0]);
  if (oldest && Date.now() - moment(oldest) < DAY) return;
  await Promise.all(SETTINGS.pages.map((path) => renew(cache, path)));
}

const moment = (answer) => Date.parse(answer.headers.get("Date"));

async function withNotice(answer) {
  const since = moment(answer);
  const days = Math.max(0, Math.round((new Date().setHours(0, 0, 0, 0) - new Date(since).setHours(0, 0, 0, 0)) / DAY));
  const html = (await answer.text()).replace(/(<p [^>]*id="offline"[^>]*?) hidden(?:="")?>/, "$1>")
    .replace(/<time data-ages="([^"]*)">/, (tag, words) => {
      const ages = words.split("|");
      return `${tag.slice(0, -1)} datetime="${new Date(since).toISOString()}">${ages[Math.min(days, ages.length - 1)].replace("{days}", days)}`;
    });
  return new Response(html, { headers: answer.headers });
}

async function unkept(path) {
  const language = SETTINGS.languages.find((one) => one && path.startsWith(`/${one}`)) ?? "";
  const answer = await caches.match(`/${language}offline/`, { cacheName: OWN });
  return answer ? new Response(answer.body, { status: 503, headers: answer.headers }) : Response.error();
}
