/* What is said of single blocks (content_types/core/block_places.py): a button at each block opens its row, or begins one, and each row names its block. */
(() => {
  const LIST = "block_evidence";
  const BLOCK = "[data-streamfield-child][data-contentpath]";
  const WORDS = 60; // characters of a block's words that tell it from others
  const PICKER = "select[data-block-picker]";
  const short = (text) => (text.length <= WORDS ? text : `${text.slice(0, WORDS - 1).trimEnd()}…`);
  const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();

  const idOf = (block) => block.getAttribute("data-contentpath");
  const fieldOf = (block) => block.parentElement.closest("[data-contentpath]")?.getAttribute("data-contentpath") ?? "";
  const isThere = (block) => !block.querySelector(":scope > input[name$='-deleted']")?.value;
  /** The blocks that stand in no other block. */
  const blocks = () => [...document.querySelectorAll(BLOCK)].filter((one) => isThere(one) && !one.parentElement.closest("[data-streamfield-child]"));
  const rows = () => [...document.querySelectorAll(`#id_${LIST}-FORMS > [data-inline-panel-child]`)]
    .filter((row) => !row.querySelector(`input[name^="${LIST}-"][name$="-DELETE"]`)?.value);

  function labelOf(block) {
    const kind = clean(block.querySelector("[data-panel-heading] > span")?.textContent);
    const inputs = block.querySelectorAll("[data-streamfield-block] :is([contenteditable='true'], textarea:not([hidden]), input[type='text'], input:not([type]))");
    const words = [...inputs].map((one) => clean(one.value ?? one.textContent)).find(Boolean);
    return words ? `${kind}: ${short(words)}` : kind;
  }

  /** The blocks as they are now, as choices; what was chosen stays chosen. */
  function fill(picker) {
    const chosen = picker.value;
    const options = blocks().map((one) => new Option(labelOf(one), idOf(one), false, idOf(one) === chosen));
    if (chosen && !options.some((one) => one.value === chosen)) options.unshift(new Option("A block that is not there any more", chosen, true, true));
    picker.replaceChildren(new Option("Choose a block", ""), ...options);
    picker.value = chosen;
  }

  /** The way back from a row to its block. */
  function point(picker) {
    const block = blocks().find((one) => idOf(one) === picker.value);
    let link = picker.parentElement.querySelector(".block-evidence__back");
    if (!link) {
      link = Object.assign(document.createElement("a"), { className: "block-evidence__back", textContent: "Go to the block" });
      picker.after(link);
    }
    link.hidden = !block;
    if (block) link.href = `#:w:contentpath=${fieldOf(block)}.${idOf(block)}`;
  }

  function open(block) {
    const about = (row) => row.querySelector(PICKER);
    let row = rows().find((one) => about(one)?.value === idOf(block));
    if (!row) {
      document.getElementById(`id_${LIST}-ADD`).click();
      row = rows().at(-1);
      about(row).append(new Option(labelOf(block), idOf(block), true, true));
      about(row).value = idOf(block);
      about(row).dispatchEvent(new Event("change", { bubbles: true }));
    }
    const hash = `#:w:contentpath=${LIST}.${rows().indexOf(row)}.written_by`; // open_field.js brings it up
    if (location.hash === hash) window.dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  }

  function offer(block) {
    const controls = block.querySelector(":scope > [data-panel] [data-panel-controls]");
    if (!controls || controls.querySelector(":scope > [data-block-evidence]")) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button--icon text-replace white" });
    button.dataset.blockEvidence = "";
    button.innerHTML = '<svg class="icon icon-openquote" aria-hidden="true"><use href="#icon-openquote"></use></svg>';
    button.addEventListener("click", () => open(block));
    controls.prepend(button);
  }

  function look() {
    const told = new Set(rows().map((row) => row.querySelector(PICKER)?.value));
    for (const block of blocks()) {
      offer(block);
      const button = block.querySelector(":scope > [data-panel] [data-block-evidence]");
      if (!button) continue;
      const title = told.has(idOf(block)) ? "Who wrote it, source and day of review: written" : "Say who wrote it, its source, its day of review";
      if (button.title !== title) Object.assign(button, { title, ariaLabel: title });
      button.classList.toggle("block-evidence--told", told.has(idOf(block)));
    }
    for (const picker of document.querySelectorAll(PICKER)) {
      if (!picker.dataset.blockPicker) fill(picker);
      picker.dataset.blockPicker = "filled";
      point(picker);
    }
  }

  function start() {
    if (!document.getElementById(`id_${LIST}-FORMS`)) return;
    let waits = false;
    const soon = () => {
      if (waits) return;
      waits = true;
      setTimeout(() => { waits = false; look(); }, 100);
    };
    const matters = (node) => node.nodeType === 1 && (node.matches("[data-streamfield-child], [data-inline-panel-child]") || node.querySelector(BLOCK));
    new MutationObserver((changes) => changes.some((one) => [...one.addedNodes].some(matters)) && soon())
      .observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
    document.addEventListener("change", (event) => event.target.matches(PICKER) && soon());
    document.addEventListener("focusin", (event) => event.target.matches(PICKER) && fill(event.target));
    document.addEventListener("click", (event) => event.target.closest(`#id_${LIST}-FORMS button, [data-streamfield-action]`) && soon());
    soon();
  }

  if (document.readyState === "complete") start();
  else window.addEventListener("load", start); // after the blocks are drawn
})();
