// Kept for the ward: what a reader keeps on this device, and brings up to date. The service worker serves it.
// One cache holds pages, files and an index of both, which is written last. Another shape of it needs another name.

const SHELF = "shelf-1"; // as in service-worker.js and site.js
const INDEX = "/shelf/kept";
const MOST_PAGES = 100;
const MOST_BYTES = 5_000_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
const PICTURE_WIDTH = 480; // pixels: what a phone shows

const able = Boolean(self.caches && navigator.locks);

/** Why something is not kept: one of the words of keeping.html. */
class Refused extends Error {}

async function read() {
  const found = able && await caches.match(INDEX, { cacheName: SHELF });
  return found ? found.json() : { pages: {}, sizes: {}, gone: {}, cursor: "", looked: 0 };
}

/** Change the index, while no other tab does. What is in no page of it any more goes. */
function change(work) {
  return navigator.locks.request(SHELF, async () => {
    const cache = await caches.open(SHELF), index = await read();
    const result = await work(index, cache);
    const needed = new Set([INDEX, ...Object.keys(index.pages), ...filesOf(index)]);
    for (const path of Object.keys(index.sizes)) if (!needed.has(path)) delete index.sizes[path];
    await cache.put(INDEX, Response.json(index));
    for (const { url } of await cache.keys()) if (!needed.has(new URL(url).pathname)) await cache.delete(url);
    return result;
  });
}

const filesOf = (index) => new Set(Object.values(index.pages).flatMap((one) => one.files));
const bytesOf = (index) => Object.values(index.pages).reduce((sum, one) => sum + one.bytes, 0) + [...filesOf(index)].reduce((sum, one) => sum + index.sizes[one], 0);

async function fetched(path, refusal = "away") {
  // Without cookies: only what everybody may see is kept.
  const answer = await fetch(path, { credentials: "omit", cache: "no-cache" }).catch(() => { throw new Refused("away"); });
  if (answer.status === 429 || answer.status >= 500) throw new Refused("away");
  if (!answer.ok) throw new Refused(refusal);
  return answer;
}

/** The page at a path as everybody sees it, ready to be kept, with the files that it needs. */
async function made(path, index) {
  const answer = await fetched(path, "closed");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const mark = page.querySelector(".keep");
  if (mark?.dataset.stale !== undefined) throw new Refused("away");
  if (!mark || /no-store|private/.test(answer.headers.get("Cache-Control") ?? "")) throw new Refused("closed");

  const files = new Map(); // path: blob, or nothing for what is kept already
  const bring = async (file) => { if (!files.has(file)) files.set(file, index.sizes[file] === undefined ? await (await fetched(file)).blob() : null); };
  for (const image of page.querySelectorAll("main img")) {
    const small = smallest(image);
    if (!small) continue;
    try {
      await bring(small);
      for (const name of ["srcset", "sizes"]) image.removeAttribute(name);
      image.setAttribute("src", small);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      image.replaceWith(image.alt); // the page goes without it
    }
  }
  for (const one of page.querySelectorAll("script[type='application/ld+json']")) one.remove();
  // The questionnaire's FHIR goes into the page, so that answers are saved without a network.
  for (const one of page.querySelectorAll("[data-fhir]")) one.dataset.fhir = await (await fetched(one.dataset.fhir)).text();
  const html = `<!doctype html>\n${page.documentElement.outerHTML}`;
  for (const [file] of html.matchAll(/\/static\/\w+\/[\w.-]+\.(?:css|js|svg)/g)) await bring(file);

  const text = (selector) => page.querySelector(selector)?.textContent.trim() ?? "";
  const entry = { id: mark.dataset.page, kind: mark.dataset.kind, title: text("h1"), summary: text(".lede"), language: page.documentElement.lang };
  for (const one of page.querySelectorAll(".related, noscript, .keep")) one.remove();
  entry.topics = [...page.querySelectorAll(".tag")].map((one) => one.textContent.trim());
  entry.words = [...new Set(words(text("main")))].join(" ");
  entry.files = [...files.keys()];
  entry.since = Date.now();
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8", Date: new Date(entry.since).toUTCString() });
  for (const name of ["Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"]) headers.set(name, answer.headers.get(name) ?? "");
  const body = new Blob([html]);
  entry.bytes = body.size + new Blob([JSON.stringify(entry)]).size;
  return { path: new URL(answer.url).pathname, entry, files, body, headers };
}

/** The address, at the site itself, of the smallest picture of the library that is large enough. */
function smallest(image) {
  const sizes = image.srcset.split(", ").filter(Boolean).map((one) => one.split(" ")).map(([url, width]) => [url, parseInt(width)]);
  const [url] = sizes.find(([, width]) => width >= PICTURE_WIDTH) ?? sizes.at(-1) ?? [image.getAttribute("src")];
  const { pathname } = new URL(url, location.href);
  return pathname.startsWith("/images/") ? `/shelf/picture${pathname}` : null;
}

/** Keep a page anew, also at another address. Throws Refused: what was kept before stays. */
export function keep(path, { looks = 0, at = path } = {}) {
  return change(async (index, cache) => {
    index.cursor ||= (await (await fetched("/shelf/changes")).json()).cursor; // before the page is read: nothing is missed
    const page = await made(at, index);
    const next = { pages: { ...index.pages, [page.path]: page.entry }, sizes: { ...index.sizes } };
    if (page.path !== path) delete next.pages[path];
    for (const [file, blob] of page.files) if (blob) next.sizes[file] = blob.size;
    if (Object.keys(next.pages).length > MOST_PAGES) throw new Refused("many");
    if (bytesOf(next) > MOST_BYTES) throw new Refused("large");
    // What a server between gives may be a minute old.
    if (looks) Object.assign(page.entry, { due: Date.now() + MINUTE, looks });
    try {
      for (const [file, blob] of page.files) if (blob) await cache.put(file, new Response(blob));
      await cache.put(page.path, new Response(page.body, { headers: page.headers }));
    } catch (error) {
      throw error.name === "QuotaExceededError" ? new Refused("room") : error;
    }
    delete index.gone[page.path];
    Object.assign(index, next);
  });
}

/** Remove pages; all of them where none is named. */
export const remove = (path) => change((index) => {
  index.gone = {};
  if (path) delete index.pages[path];
  else index.pages = {};
});

/** Bring up to date what is kept: once a minute at most, unless asked to now. */
export async function update(now) {
  const known = await read();
  if (!navigator.onLine || !Object.keys(known.pages).length || (!now && Date.now() - known.looked < MINUTE)) return;
  try {
    await change(async (index) => {
      for (let more = true; more;) {
        const told = await (await fetched(`/shelf/changes?after=${encodeURIComponent(index.cursor)}`)).json();
        for (const page of Object.values(index.pages)) {
          const last = told.changes.findLast((one) => one.id === page.id);
          if (last || told.all) Object.assign(page, { due: 1, looks: 2, to: last ? last.path : page.to, withdrawn: last?.path === null });
        }
        ({ cursor: index.cursor, more } = told);
      }
      index.looked = Date.now();
      for (const [path, page] of Object.entries(index.pages)) if (page.withdrawn) withdraw(index, path);
    });
    for (const [path, page] of Object.entries((await read()).pages)) if (page.due && page.due <= Date.now()) await renew(path, page);
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // away: the next time
  }
}

async function renew(path, page) {
  try {
    await keep(path, { looks: page.looks - 1, at: page.to });
  } catch (error) {
    if (error.message === "closed") await change((index) => withdraw(index, path));
    else if (error.message === "large") await change((index) => { delete index.pages[path].due; }); // it stays as it was, with its age
    else throw error;
  }
}

function withdraw(index, path) {
  index.gone[path] = index.pages[path]?.title ?? path;
  delete index.pages[path];
}

// Words: without accents and in small letters.
const words = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Pages in which every word begins one of theirs, by title first; where nothing is asked all, the last kept first. */
export function search(pages, asked) {
  const wanted = words(asked);
  const score = (page) => {
    const fields = [[8, words(page.title)], [4, words(`${page.summary} ${page.topics.join(" ")} ${page.kind}`)], [1, page.words.split(" ")]];
    const found = wanted.map((word) => fields.reduce((sum, [weight, those]) => sum + (those.some((one) => one.startsWith(word)) ? weight : 0), 0));
    return found.includes(0) ? 0 : found.reduce((sum, one) => sum + one, 1);
  };
  return Object.entries(pages).map(([path, page]) => ({ path, page, score: score(page) })).filter((one) => one.score)
    .sort((a, b) => b.score - a.score || b.page.since - a.page.since);
}

// The page brings the words, the last for all that is older.
const ages = document.querySelector("[data-ages]")?.dataset.ages.split("|");
function ago(since) {
  const days = Math.max(0, Math.round((new Date().setHours(0, 0, 0, 0) - new Date(since).setHours(0, 0, 0, 0)) / DAY));
  return ages[Math.min(days, ages.length - 1)].replace("{days}", days);
}

const megabytes = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bytes / 1_000_000);

/** Do something, and the word for how it went: its own, or why it did not go. */
async function tried(work) {
  try {
    return able ? await work() : "unable";
  } catch (error) {
    if (error instanceof Refused) return error.message;
    console.error(error);
    return error.name === "QuotaExceededError" ? "room" : "unable";
  }
}

async function button(mark) {
  const press = mark.querySelector("button"), said = mark.querySelector("[role=status]"), path = location.pathname;
  const show = async () => {
    const page = (await read()).pages[path];
    press.textContent = page ? mark.dataset.kept.replace("{age}", ago(page.since)) : mark.dataset.keep;
    return page;
  };
  const turn = async () => {
    if (await show()) return remove(path).then(() => "removed");
    return keep(path).then(() => "done");
  };
  press.addEventListener("click", async () => {
    if (press.ariaDisabled) return;
    press.ariaDisabled = "true";
    said.textContent = mark.dataset.keeping;
    const word = await tried(turn);
    await tried(show);
    said.textContent = mark.dataset[word];
    press.ariaDisabled = null;
  });
  await tried(show);
  mark.dataset.ready = "";
  return show;
}

async function shelf(place) {
  const [form, count, list, empty, actions, gone] = ["form", ".count", ".shelf__pages", ".shelf__empty", ".shelf__actions", ".shelf__gone"].map((one) => place.querySelector(one));
  const typed = form.querySelector("input"), template = place.querySelector("template");
  const item = ({ path, page }) => {
    const made = template.content.cloneNode(true);
    const [link, summary, kind, age, size, press] = ["a", "h2 + p", ".card__kind", "time", ".shelf__size", "button"].map((one) => made.querySelector(one));
    Object.assign(link, { href: path, textContent: page.title, lang: page.language });
    Object.assign(summary, { textContent: page.summary, lang: page.language });
    kind.textContent = page.kind;
    Object.assign(age, { dateTime: new Date(page.since).toISOString(), textContent: ago(page.since) });
    size.textContent = `${Math.ceil(page.bytes / 1000)} KB`;
    press.querySelector("span").textContent = `: ${page.title}`;
    press.addEventListener("click", () => act(() => remove(path)));
    return made;
  };
  const show = async () => {
    const index = await read(), found = search(index.pages, typed.value), kept = Object.keys(index.pages).length;
    list.replaceChildren(...found.map(item));
    count.textContent = typed.value.trim() ? place.dataset.found.replace("{count}", found.length) : place.dataset.total.replace("{count}", kept).replace("{size}", megabytes(bytesOf(index)));
    empty.hidden = kept > 0;
    actions.hidden = !kept;
    gone.hidden = !Object.keys(index.gone).length;
    gone.querySelector("ul").replaceChildren(...Object.values(index.gone).map((title) => Object.assign(document.createElement("li"), { textContent: title })));
  };
  const act = async (work) => {
    const word = await tried(() => work().then(() => "removed"));
    await tried(show);
    count.textContent = place.dataset[word];
    typed.focus();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  typed.addEventListener("input", show);
  actions.querySelector("button").addEventListener("click", () => act(() => remove()));
  const word = await tried(show);
  if (word) count.textContent = place.dataset[word];
  place.dataset.ready = "";
  return show;
}

const mark = document.querySelector(".keep"), place = document.querySelector(".shelf");
const shown = mark ? await button(mark) : place && await shelf(place);
if (able) {
  await update(Boolean(place));
  await shown?.();
}
