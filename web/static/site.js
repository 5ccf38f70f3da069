// Every journey works without this.

// Suggestions.
for (const input of document.querySelectorAll("input[name=q][type=search]")) {
  const list = document.createElement("datalist");
  list.id = `${input.id}-suggestions`;
  input.after(list);
  input.setAttribute("list", list.id);
  let asked;
  input.addEventListener("input", (event) => {
    const chosen = [...list.options].find((one) => one.value === input.value && one.dataset.path);
    if (chosen && event.inputType !== "insertText") location.assign(chosen.dataset.path);
    clearTimeout(asked);
    asked = setTimeout(async () => {
      const typed = input.value.trim();
      if (typed.length < 2) return list.replaceChildren();
      const answer = await fetch(`${input.form.action}suggest?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || input.value.trim() !== typed) return;
      list.replaceChildren(...(await answer.json()).map((one) => {
        const option = new Option(one.text, one.text);
        if (one.path) option.dataset.path = one.path;
        return option;
      }));
    }, 150);
  });
}

// Which searches lead somewhere.
const results = document.querySelector("[data-click]");
results?.addEventListener("click", (event) => {
  if (event.target.closest("a")) navigator.sendBeacon(new URL("click", location.href), results.dataset.click);
});

// A page that was in sight for ten seconds is counted.
const read = document.body.dataset.read;
if (read && !navigator.globalPrivacyControl && navigator.doNotTrack !== "1") {
  let left = 10;
  const counting = setInterval(() => {
    if (document.visibilityState !== "visible" || (left -= 1)) return;
    clearInterval(counting);
    navigator.sendBeacon("/read", read);
  }, 1000);
}

// Times also in the reader's zone.
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const place of document.querySelectorAll(".own-time")) {
  const shown = (timeZone, named) => new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone, ...named,
  }).formatRange(new Date(place.dataset.start), new Date(place.dataset.end));
  if (shown(here) !== shown(place.dataset.zone)) {
    place.textContent = `${place.dataset.words} ${shown(here, { timeZoneName: "longGeneric" })}`;
    place.hidden = false;
  }
}

for (const one of document.querySelectorAll("[data-module]")) import(one.dataset.module);

// Without a network: a worker serves what is kept. Where a browser has none, as in private windows, pages come as ever.
navigator.serviceWorker?.register("/service-worker.js").catch((error) => console.info(error.message));

// Keeping, on pages that can be kept and on the shelf; on others, to bring up to date what is kept.
const keeps = document.querySelector(".keep, .shelf");
if (keeps || await self.caches?.has("shelf-1").catch(() => false)) import(document.body.dataset.shelf);
