/* Tables by keyboard. Handsontable is made for the mouse: a cell that is reached by Tab takes letters that are never kept, and one that was
   clicked never lets Tab go. Here a cell with the focus is the selected one, arrows move between cells, and Tab leaves the table. */
(() => {
  const TABLE = "[id$='-handsontable-container']";
  const FIELDS = "a[href], button, input, select, textarea, [tabindex], [contenteditable='true']";
  const HINT = "Arrow keys go from cell to cell; Tab goes to the next field. Shift + F10 adds and removes rows and columns.";

  /** What a mouse would do there. */
  const press = (element, ...events) => {
    const { left, top, height } = element.getBoundingClientRect();
    const at = { bubbles: true, cancelable: true, button: 0, clientX: left, clientY: top + height };
    for (const name of events) element.dispatchEvent(new MouseEvent(name, { ...at, view: window }));
  };
  const CLICK = ["mousedown", "mouseup"];

  const explain = (table) => {
    if (!table.nextElementSibling?.classList.contains("keyboard-hint")) {
      const hint = document.createElement("p");
      hint.className = "keyboard-hint";
      hint.id = `${table.id}-hint`;
      hint.textContent = HINT;
      table.after(hint);
    }
    const cell = table.querySelector("td.current");
    const input = table.querySelector("textarea.handsontableInput");
    if (!cell || !input) return;
    input.setAttribute("aria-label", `Row ${cell.parentElement.rowIndex + 1}, column ${cell.cellIndex + 1}: ${cell.textContent}`);
    input.setAttribute("aria-describedby", `${table.id}-hint`);
  };

  /** Keep what is being typed, and go to the field before or after the table. */
  const leave = (table, back) => {
    const fields = [...document.querySelectorAll(FIELDS)].filter(
      (field) => field.tabIndex >= 0 && !field.disabled && !table.contains(field) && field.getClientRects().length,
    );
    const side = back ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
    const there = fields.filter((field) => table.compareDocumentPosition(field) & side);
    press(document.body, ...CLICK); // to Handsontable a click elsewhere: it stores the cell and listens no more
    there.at(back ? -1 : 0)?.focus();
  };

  let pointing = false;
  window.addEventListener("pointerdown", () => { pointing = true; }, true);
  window.addEventListener("keydown", () => { pointing = false; }, true);

  document.addEventListener("focusin", ({ target }) => {
    const table = target.closest?.(TABLE);
    if (!table) return;
    if (target.tagName === "TD" && !pointing) {
      target.blur(); // Handsontable takes no press in a cell that has the focus
      press(target, ...CLICK);
      table.querySelector("textarea.handsontableInput")?.focus(); // where Handsontable reads what is typed
    }
    explain(table);
  });

  window.addEventListener("keydown", (event) => {
    const table = event.target.closest?.(TABLE);
    if (!table || event.ctrlKey || event.altKey || event.metaKey) return;
    const menu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (event.key !== "Tab" && !menu) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (menu) press(table.querySelector("td.current"), "contextmenu");
    else leave(table, event.shiftKey);
  }, true);

  window.addEventListener("keyup", ({ target }) => {
    const table = target.closest?.(TABLE);
    if (table) explain(table);
  });
})();
