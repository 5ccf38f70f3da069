/* Rich text by keyboard. In a list Draft.js takes Tab for itself, also where there is nothing to set in, and nobody gets past it without a mouse
   (WCAG 2.1.2). Here Tab always moves on; an item of a list is set in and out by keys of their own. */
(() => {
  const EDITOR = ".Draftail-Editor [contenteditable='true'][role='textbox']";
  const HINT = "Tab goes to the next field. In a list, Ctrl + ] sets an item in and Ctrl + [ sets it out.";
  const ours = new WeakSet(); // presses that are meant for Draft.js
  let hints = 0;

  /** Let Draft.js set an item of a list in or out: it knows no other key for it than Tab. */
  const indent = (editor, out) => {
    const press = new KeyboardEvent("keydown", {
      key: "Tab", code: "Tab", keyCode: 9, which: 9, shiftKey: out, bubbles: true, cancelable: true,
    });
    ours.add(press);
    editor.dispatchEvent(press);
  };

  window.addEventListener("keydown", (event) => {
    const editor = event.target.closest?.(EDITOR);
    if (!editor || ours.has(event) || event.altKey || event.metaKey) return;
    if (event.key === "Tab" && !event.ctrlKey) {
      event.stopImmediatePropagation(); // the browser moves the focus
    } else if (event.ctrlKey && (event.key === "]" || event.key === "[")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      indent(editor, event.key === "[");
    }
  }, true);

  /** The words that name a field: Wagtail's label stands for a hidden input. */
  const nameOf = (editor) => {
    const id = editor.closest("[data-field-input]")?.querySelector("[data-draftail-input]")?.id;
    const label = id && document.querySelector(`label[for="${CSS.escape(id)}"]`);
    const heading = label || editor.closest(".w-panel")?.querySelector(".w-panel__heading, [data-panel-heading-text]");
    return heading?.textContent.replace(/[\s*]+$/, "").trim() || "Text";
  };

  /** The hint below an editor: seen while it has the focus, read out with it. */
  const hintOf = (editor) => {
    const wrapper = editor.closest("[data-draftail-editor-wrapper]");
    const found = wrapper.nextElementSibling;
    if (found?.classList.contains("keyboard-hint")) return found;
    const made = document.createElement("p");
    made.className = "keyboard-hint";
    made.id = `rich-text-hint-${(hints += 1)}`;
    made.textContent = HINT;
    wrapper.after(made);
    return made;
  };

  const explain = (editor) => {
    if (!editor.hasAttribute("aria-label")) editor.setAttribute("aria-label", nameOf(editor));
    // Draft.js names its placeholder there, whether it is shown or not.
    const ids = (editor.getAttribute("aria-describedby") || "").split(" ");
    const described = new Set(ids.filter((id) => id && document.getElementById(id)));
    editor.setAttribute("aria-describedby", [...described.add(hintOf(editor).id)].join(" "));
  };

  document.addEventListener("focusin", (event) => {
    const editor = event.target.closest?.(EDITOR);
    if (editor) explain(editor);
  });
  // Editors come with blocks and rows that are added; a name is needed before the focus, by those who list a form's fields.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) node.querySelectorAll(EDITOR).forEach(explain);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
