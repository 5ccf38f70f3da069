/* Who else is in which field or block of the form: Wagtail's ping takes along where one is, and its answer says where the others are. */
(() => {
  const FORM = "form[data-edit-form]";
  const SOON = 700; // milliseconds after a change of place; who only passes by is not told of
  let place = "";
  let others = [];
  let timer;

  const named = (path, within) => within.querySelector(`[data-contentpath="${CSS.escape(path)}"]`);
  const placeOf = (element) => {
    const path = [];
    for (let at = element.closest("[data-contentpath]"); at; at = at.parentElement.closest("[data-contentpath]")) path.unshift(at.dataset.contentpath);
    return path.slice(0, 2).join(".");
  };
  const elementOf = (there) => {
    const form = document.querySelector(FORM);
    const [field, block] = there.split(".");
    const outer = form && named(field, form);
    return (outer && block && named(block, outer)) || outer;
  };

  const show = () => {
    document.querySelectorAll(".presence").forEach((one) => one.remove());
    const here = new Map();
    for (const { user, place: there } of others) {
      const element = elementOf(there);
      if (element) here.set(element, [...(here.get(element) ?? []), user]);
    }
    for (const [element, users] of here) {
      const note = document.createElement("p");
      note.className = "presence";
      note.textContent = `${[...new Set(users)].join(", ")} ${users.length > 1 ? "are" : "is"} here`;
      element.prepend(note);
    }
  };

  const tell = () => {
    const session = document.querySelector("form.w-editing-sessions");
    if (!session) return;
    let field = session.querySelector("input[name=place]");
    if (!field) {
      field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "place" });
      session.append(field);
    }
    field.value = place;
    clearTimeout(timer);
    timer = setTimeout(() => session.dispatchEvent(new CustomEvent("w-session:ping", { bubbles: true })), SOON);
  };

  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(FORM)) return;
    const now = placeOf(event.target);
    if (now && now !== place) {
      place = now;
      tell();
    }
  });
  document.addEventListener("w-swap:json", (event) => {
    const told = event.detail?.data?.places;
    if (!told) return;
    others = told;
    show();
  });
})();
