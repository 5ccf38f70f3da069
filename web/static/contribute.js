// The form of a contribution: kept on the device while it is written, sent by itself.

const device = self.contributions;
const account = document.cookie.match(/(?:^|; )(?:__Host-)?account=([0-9a-f]{16})/)?.[1] ?? "";
const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang, {
  ...(new Date(at).toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit", hourCycle: "h23",
}).format(at);
const form = document.querySelector("form[data-contribution]"), list = document.querySelector("[data-kept-contributions]");
const words = { ...list?.dataset, ...form?.dataset };

/** What to say of one that is kept: where it is, and why it is not sent. */
function sentence(draft) {
  const said = [words[draft.state === "tried" ? "tried" : "saved"].replace("{time}", clock(draft.state === "tried" ? draft.left : draft.saved))];
  if (draft.state === "draft") said.push(words[draft.why === "refused" ? "refused" : "unsent"]);
  else if (["sign-in", "another", "later"].includes(draft.why)) said.push(words[draft.why === "sign-in" ? "signIn" : draft.why]);
  else if (draft.state === "waiting") said.push(words[draft.why === "away" || !navigator.onLine ? "away" : "sending"]);
  return said.join(" ");
}

async function sendSoon() {
  // Where the browser has it, the worker sends also while no page is open.
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("contributions")).catch(() => {});
  clearTimeout(sendSoon.next);
  const left = await device.sendAll().catch((error) => { console.error(error); return 1; });
  sendSoon.pause = left ? Math.min((sendSoon.pause ?? 5_000) * 2, 300_000) : 5_000;
  if (left) sendSoon.next = setTimeout(sendSoon, sendSoon.pause);
}

/** Keep this page on the device, as everybody sees it, with what it needs: then it opens without a network. */
async function keepPage() {
  if (!self.caches || !navigator.onLine) return;
  const cache = await caches.open("forms-1"), known = (await cache.keys()).map((one) => new URL(one.url).pathname);
  const pages = known.includes(new URL(import.meta.url).pathname) ? [] : known.filter((path) => !path.startsWith("/static/"));
  const found = new Map();
  for (const path of new Set([location.pathname, ...pages])) {
    const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok || answer.redirected || /no-store|private/.test(answer.headers.get("Cache-Control") ?? "")) continue;
    const html = await answer.clone().text();
    found.set(path, answer);
    for (const [file] of html.matchAll(/\/static\/\w+\/[\w.-]+\.(?:css|js|svg)/g)) if (!found.has(file)) found.set(file, await fetch(file));
  }
  if (pages.length) for (const path of known) await cache.delete(path); // of another version of the site
  // The pages last: each that is there has all that it needs.
  for (const files of [true, false]) for (const [path, answer] of found) if (path.startsWith("/static/") === files) await cache.put(path, answer);
}

async function ofForm() {
  const said = document.querySelector(".contribution__state"), wait = document.querySelector(".contribution__waiting"), done = document.querySelector(".contribution__done");
  const names = [...new Set([...form.elements].map((one) => one.name))].filter((name) => name && !["form", "key", "files", "account", "username", "password", "code", "attempt"].includes(name));
  const picked = form.elements.namedItem("files");
  const mine = JSON.parse(sessionStorage.getItem("contributions") ?? "[]"); // begun in this tab, perhaps before signing in
  let key, elsewhere = false, draft, changed = 0, kept = 0, writing;

  const fields = () => names.flatMap((name) => new FormData(form).getAll(name).map((value) => [name, value]));
  const blobs = () => picked && [...picked.files].map((blob) => ({ name: blob.name, blob }));
  const title = () => form.elements.namedItem("title")?.value.trim() ?? "";

  function show(values) {
    for (const one of form.elements) {
      if (!names.includes(one.name) || one.type === "hidden") continue;
      const given = values.filter(([name]) => name === one.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(one.type)) one.checked = given.includes(one.value);
      else if (one.type === "select-multiple") for (const option of one.options) option.selected = given.includes(option.value);
      else one.value = given[0] ?? "";
    }
  }

  function problems(errors) {
    for (const one of form.querySelectorAll(".field-problem")) one.remove();
    for (const { field, message } of errors) {
      const [one] = [form.elements.namedItem(field)].flatMap((found) => (found instanceof RadioNodeList ? [...found] : found ?? []));
      const place = one?.closest(".question") ?? form.querySelector(".contribution__send");
      const text = Object.assign(document.createElement("p"), { className: "field-problem", id: `problem-${field}`, textContent: message });
      place.prepend(text);
      if (one) Object.assign(one, { ariaInvalid: "true" }).setAttribute("aria-describedby", text.id);
    }
    form.querySelector(".field-problem")?.closest(".question")?.querySelector("input, textarea, select")?.focus();
  }

  async function refresh() {
    const before = draft;
    draft = (await device.all()).find((one) => one.key === key);
    const arrived = draft ? null : (await device.arrivedOf(account)).find((one) => one.key === key);
    if (arrived) {
      said.textContent = words.arrived.replace("{time}", clock(arrived.at));
      done.hidden = false;
      form.hidden = wait.hidden = true;
      return;
    }
    if (!draft || elsewhere) return;
    const open = draft.state === "draft";
    form.hidden = !open;
    wait.hidden = open;
    done.hidden = true;
    wait.querySelector("[data-do=change]").hidden = draft.state !== "waiting";
    wait.querySelector("[data-do=sign-in]").hidden = draft.why !== "sign-in";
    wait.querySelector(".contribution__title").textContent = draft.fields.find(([name]) => name === "title")?.[1] ?? "";
    if (open && before && before.state !== "draft" && draft.why === "refused") problems(draft.errors);
    if (kept === changed) said.textContent = sentence(draft);
  }

  /** Write what the form holds, once at a time, until nothing has changed since. Gives `saved`, or why it is not. */
  const write = () => writing ??= (async () => {
    let word = "saved";
    do {
      const at = changed, files = write.files ? blobs() : undefined;
      write.files = false;
      word = await device.save({ key, account, kind: words.kind, path: location.pathname, title: title(), fields: fields() }, files);
      kept = word === "saved" ? at : changed; // else it is not changed any more
      await refresh();
    } while (kept !== changed);
    return word;
  })().catch((error) => { console.error(error); said.textContent = words.unable; form.dataset.plain = ""; return "unable"; }).finally(() => { writing = undefined; });

  function touched(event) {
    if (event.target.name === "files") write.files = true;
    if (!mine.includes(key)) sessionStorage.setItem("contributions", JSON.stringify([...mine, key]));
    changed += 1;
    said.textContent = words.saving;
    write();
  }

  async function submit(event) {
    if (form.dataset.plain !== undefined) return; // the browser sends it, as without a script
    event.preventDefault();
    const given = [...(picked?.files ?? [])];
    if (given.length > 10 || given.reduce((sum, one) => sum + one.size, 0) > 30e6) return problems([{ field: "files", message: words.tooLarge }]);
    changed += 1;
    let word;
    do word = await write(); while (word === "saved" && kept !== changed); // a second tap may come while it is written
    if (word === "unable") return form.submit();
    if (word !== "saved") return;
    if (!account) return location.assign(form.dataset.signInPath);
    problems([]);
    await device.wait(key);
    navigator.storage?.persist?.().catch(() => {});
    await sendSoon();
  }

  /** Take one up, as it is kept. One tab writes it: a second one waits until the first is closed. */
  function begin(next) {
    key = next;
    form.elements.namedItem("key").value = key;
    return new Promise((ready, fail) => {
      const hold = () => { load().then(ready, fail); return new Promise(() => {}); };
      navigator.locks.request(`contribution:${key}`, { ifAvailable: true }, (lock) => {
        if (lock) return hold();
        elsewhere = form.hidden = true;
        said.textContent = words.elsewhere;
        navigator.locks.request(`contribution:${key}`, () => { elsewhere = form.hidden = false; return hold(); });
        ready();
      });
    });
  }

  async function load() {
    draft = (await device.all()).find((one) => one.key === key);
    if (draft) {
      show(draft.fields);
      const files = await device.filesOf(key);
      if (picked && files.length) {
        const all = new DataTransfer();
        for (const { name, blob } of files) all.items.add(new File([blob], name, { type: blob.type }));
        picked.files = all.files;
      }
    }
    await refresh();
  }

  const wished = new URLSearchParams(location.hash.slice(1)).get("key");
  if (account) for (const one of await device.all()) if (!one.account && mine.includes(one.key)) await device.claim(one.key, account);
  const here = (await device.all()).filter((one) => one.account === account && one.path === location.pathname && (account || mine.includes(one.key)));
  const chosen = here.find((one) => one.key === wished) ?? (form.dataset.filled === undefined ? here.filter((one) => one.state === "draft").sort((a, b) => b.saved - a.saved)[0] : undefined);
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", submit);
  wait.addEventListener("click", async ({ target }) => {
    const act = target.closest("[data-do]")?.dataset.do;
    if (act === "change") await device.change(key);
    if (act === "now") await sendSoon();
    if (act === "sign-in") location.assign(form.dataset.signInPath);
  });
  new BroadcastChannel("contributions").addEventListener("message", ({ data }) => {
    if (data.help === key) document.querySelector(".contribution__help").hidden = false;
    refresh();
  });
  await begin(chosen?.key ?? crypto.randomUUID());
  form.dataset.ready = "";
}

async function ofList() {
  const items = list.querySelector("ul"), template = list.querySelector("template");
  const show = async () => {
    const every = await device.all(), found = every.filter((one) => one.account === account && account && one.key !== form?.elements.namedItem("key").value);
    const item = (draft, text, path) => {
      const made = template.content.cloneNode(true), link = made.querySelector("a");
      if (path) Object.assign(link, { textContent: draft.title || words.untitled, href: `${path}#key=${draft.key}` });
      else link.remove();
      made.querySelector("p").append(text);
      made.querySelector("[data-do=claim]").hidden = Boolean(draft.account || !account);
      for (const press of made.querySelectorAll("[data-do]")) press.addEventListener("click", async () => {
        const act = press.dataset.do;
        if (act === "claim") await device.claim(draft.key, account);
        else if (confirm(words.sure)) await device.remove(draft.key);
        await show();
      });
      return made;
    };
    items.replaceChildren(
      ...found.map((one) => item(one, sentence(one), one.path)),
      ...every.filter((one) => one.account !== account || !account).map((one) => item(one, words[one.account ? "others" : "nobody"].replace("{time}", clock(one.saved)), "")),
      ...(account ? await device.arrivedOf(account) : []).slice(0, 5).map((one) => Object.assign(document.createElement("li"), { textContent: words.arrived.replace("{time}", clock(one.at)) })),
    );
    list.hidden = !items.children.length;
  };
  new BroadcastChannel("contributions").addEventListener("message", show);
  addEventListener("hashchange", () => location.hash.includes("key=") && location.reload());
  await show();
  list.dataset.ready = "";
}

if (device.able) {
  try {
    if (form) await ofForm();
    if (list) await ofList();
    addEventListener("online", sendSoon);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") sendSoon(); });
    await sendSoon();
  } catch (error) {
    console.error(error); // a private window may have no room of its own: the form is sent as without a script
    if (form) form.dataset.plain = "";
  }
  keepPage().catch((error) => console.info(error.message));
} else if (form) form.dataset.plain = "";
