/* A list of boxes to tick (content_types/core/widgets.py) with a search, and what is chosen shown above it. Without this it is the list alone. */
(() => {
  const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  const make = (tag, props, ...children) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  };

  const enhance = (picker) => {
    const boxes = [...picker.querySelectorAll("input[type='checkbox']")];
    if (!boxes.length || picker.querySelector(".term-picker__search")) return;
    const rowOf = (box) => box.closest("li");
    const nameOf = (box) => rowOf(box).querySelector("[data-term-name]").textContent;
    const depthOf = (box) => Number(rowOf(box).className.match(/--(\d+)/)[1]);
    const label = picker.getAttribute("aria-label").toLowerCase();
    const chosen = make("ul", { className: "term-picker__chosen" });
    chosen.setAttribute("aria-label", "Chosen");
    const search = make("input", { type: "search", className: "term-picker__search", placeholder: `Search ${label}`, autocomplete: "off" });
    search.setAttribute("aria-label", `Search ${label}; arrow keys go through what is found, the space bar ticks`);
    const status = make("p", { className: "term-picker__status" });
    status.setAttribute("role", "status");
    picker.prepend(chosen, search, status);

    const shown = () => boxes.filter((box) => !rowOf(box).hidden);

    /** One stop for Tab in the whole list; arrow keys go on from there. */
    const stopAt = (box) => {
      for (const one of boxes) one.tabIndex = one === box ? 0 : -1;
    };

    const tell = () => {
      const ticked = boxes.filter((box) => box.checked);
      chosen.replaceChildren(
        ...ticked.map((box) => {
          const remove = make("button", { type: "button", textContent: nameOf(box) });
          remove.setAttribute("aria-label", `Remove ${nameOf(box)}`);
          remove.addEventListener("click", () => {
            box.checked = false;
            box.dispatchEvent(new Event("change", { bubbles: true }));
            (chosen.querySelector("button") || search).focus();
          });
          return make("li", {}, remove);
        }),
      );
      status.textContent = `${shown().length} of ${boxes.length} shown, ${ticked.length} chosen`;
    };

    /** Show the terms with every word that was typed in their name or above it, below those that they stand under. */
    const filter = () => {
      const words = fold(search.value).split(" ");
      let needed = -1; // depth of the ancestors of what was found last, from the end of the list
      for (const box of [...boxes].reverse()) {
        const names = fold(rowOf(box).textContent);
        const found = words.every((word) => names.includes(word));
        const above = depthOf(box) < needed;
        rowOf(box).hidden = !found && !above;
        if (found || above) needed = depthOf(box);
        else if (depthOf(box) < needed) needed = -1;
      }
      stopAt(shown()[0]);
      tell();
    };

    search.addEventListener("input", (event) => {
      event.stopPropagation();
      filter();
    });
    // What is searched for is no change of the form.
    search.addEventListener("change", (event) => event.stopPropagation());
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "ArrowDown" && shown().length) {
        event.preventDefault();
        stopAt(shown()[0]);
        shown()[0].focus();
      }
      if (event.key === "Escape" && search.value) {
        event.stopPropagation();
        search.value = "";
        filter();
      }
    });
    picker.addEventListener("keydown", (event) => {
      if (event.target.type !== "checkbox") return;
      const list = shown();
      const at = list.indexOf(event.target);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      if (to < 0) search.focus();
      else list[to]?.focus();
    });
    picker.addEventListener("focusin", (event) => {
      if (event.target.type === "checkbox") stopAt(event.target);
    });
    picker.addEventListener("change", tell);
    filter();
  };

  const enhanceAll = () => document.querySelectorAll("[data-term-picker]").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhanceAll);
  else enhanceAll();
})();
