/* What Wagtail's admin leaves without a name or a place for those who cannot see it (found by axe). */
(() => {
  const words = (element) => element?.textContent.replace(/[\s*]+$/, "").trim();

  /** The box in which tags are typed takes the place of the one that the label names. */
  const nameTags = (input) => {
    if (input.hasAttribute("aria-label")) return;
    input.setAttribute("aria-label", words(input.closest(".w-panel")?.querySelector(".w-panel__heading")) || "Tags");
  };

  /** A link to the next tab that stands outside the list of tabs is a link. */
  const unTab = (link) => {
    if (link.closest("[role='tablist']")) return;
    for (const name of ["role", "aria-selected", "aria-controls", "tabindex"]) link.removeAttribute(name);
  };

  /** An item of a list of plain texts has no label of its own; it is one of what the list is called. */
  const nameItem = (input) => {
    if (input.labels.length || input.hasAttribute("aria-label") || input.hasAttribute("aria-labelledby")) return;
    const list = input.closest("[data-streamfield-child]").parentElement.closest(".w-field__wrapper, .w-panel");
    input.setAttribute("aria-label", words(list?.querySelector(".w-field__label, .w-panel__heading")) || "Item");
  };

  /** The box of a translation has no label; its text is called above it. */
  const nameTranslation = (box) => {
    if (box.labels.length || box.hasAttribute("aria-label")) return;
    const name = words(box.closest("li:has(> h3)")?.querySelector("h3"));
    box.setAttribute("aria-label", name ? `${name}, translated` : "Translation");
  };

  const ITEMS = "[data-streamfield-child] :is(input:not([type=hidden]), textarea)";
  const TABLES_CLIPBOARD = "#HandsontableCopyPaste";
  const SCROLLED = ".w-minimap__list"; // reached by keyboard only if it is a stop itself

  const mend = () => {
    document.querySelector(TABLES_CLIPBOARD)?.setAttribute("aria-label", "Clipboard of the table");
    document.querySelector(SCROLLED)?.setAttribute("tabindex", "0");
    for (const file of document.querySelectorAll(".js-translation-editor input[type='file']")) file.setAttribute("aria-label", "File with translations (PO)");
    document.querySelectorAll(".js-translation-editor textarea").forEach(nameTranslation);
    document.querySelector("#fileupload")?.setAttribute("aria-label", "Files to upload");
    document.querySelectorAll(".tagit-new input").forEach(nameTags);
    document.querySelectorAll(ITEMS).forEach(nameItem);
    document.querySelectorAll("a[role='tab']").forEach(unTab);
  };

  mend();
  new MutationObserver(mend).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["role", "aria-selected", "aria-controls"],
  });
})();
