/* A link into a form opens its field: #:w:contentpath=body.<id>.title. Wagtail chooses the tab and scrolls when a form is opened; here a field is also opened in a
   form that is open already, in a folded panel and in a row of an inline (sources.0.url), brought into the middle and given the focus. */
(() => {
  const PREFIX = "#:w:contentpath=";
  const CAN_WRITE = "[contenteditable='true'], input:not([type='hidden']), textarea, select";
  const PATIENCE = 5000; // milliseconds for the parts of a form that scripts draw
  const OVER_THE_FORM = matchMedia("(max-width: 49.9375em)"); // where an open panel leaves nothing of the form to be seen
  const visible = (element) => element.getClientRects().length > 0;

  function row(name, number) {
    const rows = [...document.querySelectorAll(`#id_${CSS.escape(name)}-FORMS > [data-inline-panel-child]`)];
    const input = (one, part) => one.querySelector(`input[name^="${name}-"][name$="-${part}"]`)?.value;
    const kept = rows.filter((one) => !input(one, "DELETE"));
    return kept.sort((one, other) => Number(input(one, "ORDER")) - Number(input(other, "ORDER")))[number];
  }

  function find(path) {
    const [first, ...others] = path;
    let found = document.querySelector(`[data-contentpath="${CSS.escape(first)}"]`);
    if (!found && others.length) found = row(first, Number(others.shift()));
    for (const part of others) found = found?.querySelector(`[data-contentpath="${CSS.escape(part)}"]`) ?? null;
    return found ?? document.getElementById(`id_${first}-FORMS`);
  }

  function unfold(element) {
    const tab = element.closest("[role='tabpanel']");
    if (tab?.hidden) document.querySelector(`[role='tab'][aria-controls="${CSS.escape(tab.id)}"]`)?.click();
    for (let content = element.closest(".w-panel__content"); content; content = content.parentElement.closest(".w-panel__content")) {
      if (content.hasAttribute("hidden")) document.querySelector(`[data-panel-toggle][aria-controls="${CSS.escape(content.id)}"]`)?.click();
    }
    const inner = element.querySelector(":scope > [data-panel] > .w-panel__content[hidden]"); // a folded block itself
    if (inner) document.querySelector(`[data-panel-toggle][aria-controls="${CSS.escape(inner.id)}"]`)?.click();
  }

  function show(element) {
    const input = [...element.querySelectorAll(CAN_WRITE)].find(visible)
      ?? [...element.querySelectorAll("button:not([data-comment-add], [data-panel-toggle])")].find(visible);
    const target = input ?? element;
    if (!input) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center", behavior: "instant" });
  }

  function open(path, until) {
    const element = find(path);
    if (element) unfold(element);
    if (element && visible(element)) show(element); // a tab takes its time, and puts its own name in the address
    else if (performance.now() < until) setTimeout(open, 50, path, until);
  }

  function go() {
    if (!location.hash.startsWith(PREFIX)) return;
    const path = location.hash.slice(PREFIX.length).split("&")[0].split(".").filter(Boolean);
    if (!path.length) return;
    const panel = document.querySelector("[data-form-side-close-button]");
    if (OVER_THE_FORM.matches && panel && visible(panel)) panel.click();
    open(path, performance.now() + PATIENCE);
  }

  window.addEventListener("hashchange", go);
  // After Wagtail's own scrolling, which is smooth and begins late.
  if (location.hash.startsWith(PREFIX)) window.addEventListener("load", () => setTimeout(go, 300));
})();
