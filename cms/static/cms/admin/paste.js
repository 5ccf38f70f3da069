/* What is pasted from Word or a web page into a rich text. It keeps what the text may hold (bold, lists, links, quotes); what it may not hold is
   turned into what comes nearest, and the writer is told what became of it, instead of finding it gone. */
(() => {
  const EDITOR = ".Draftail-Editor [contenteditable='true'][role='textbox']";
  const ours = new WeakSet(); // pastes that were looked at already
  const count = (number, one, many) => (number === 1 ? one : `${number} ${many}`);

  /** Word writes a list as paragraphs with the bullet as text: the level stands in their style. */
  const levelOf = (paragraph) => Number(/mso-list:[^;]*level(\d+)/.exec(paragraph.getAttribute("style") ?? "")?.[1] ?? 0);

  const listsOfWord = (page) => {
    let open = []; // the lists that the next item may go on, the outermost first
    for (const paragraph of [...page.body.querySelectorAll("p")]) {
      const level = levelOf(paragraph);
      const marker = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("style") ?? ""));
      if (!level) { open = []; continue; }
      const kind = /^\s*[\w]{1,4}[.)]/.test(marker?.textContent ?? "") ? "ol" : "ul";
      marker?.remove();
      const item = page.createElement("li");
      item.append(...paragraph.childNodes);
      open.length = Math.min(open.length, level);
      if (open.length && open.at(-1).localName !== kind && open.length === level) open.pop();
      while (open.length < level) {
        const list = page.createElement(kind);
        if (open.length) (open.at(-1).lastElementChild ?? open.at(-1)).append(list);
        else paragraph.before(list);
        open.push(list);
      }
      open.at(-1).append(item);
      paragraph.remove();
    }
  };

  /** Each of these with a paragraph of bold words in its place. */
  const headings = (page) => {
    const found = [...page.body.querySelectorAll("h1, h2, h3, h4, h5, h6, p.MsoTitle, p.MsoSubtitle")].filter((one) => one.textContent.trim());
    for (const heading of found) {
      const paragraph = page.createElement("p");
      const bold = page.createElement("b");
      bold.textContent = heading.textContent.replace(/\s+/g, " ").trim();
      paragraph.append(bold);
      heading.replaceWith(paragraph);
    }
    return found.length;
  };

  /** One line a row, with what stood in its cells. */
  const tables = (page) => {
    const found = [...page.body.querySelectorAll("table")].filter((one) => !one.parentElement.closest("table"));
    for (const table of found) {
      const lines = [...table.rows].map((row) => {
        const paragraph = page.createElement("p");
        paragraph.textContent = [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).join(" | ");
        return paragraph;
      });
      table.replaceWith(...lines);
    }
    return found.length;
  };

  const pictures = (page) => {
    const found = page.body.querySelectorAll("img");
    found.forEach((one) => one.remove());
    return found.length;
  };

  const clean = (page) => {
    page.querySelectorAll("style, script, meta, link, title, xml").forEach((one) => one.remove());
    page.querySelectorAll("*").forEach((one) => one.localName.includes(":") && one.replaceWith(...one.childNodes));
  };

  /** What to tell the writer; nothing where all was kept. */
  const become = (page) => {
    clean(page);
    listsOfWord(page);
    const told = [];
    const tell = (number, one, many, words) => number && told.push(`${count(number, one, many)} ${words}`);
    tell(tables(page), "A table", "tables", "became one line a row: add a Table block for it.");
    tell(headings(page), "A heading", "headings", "became bold words: put a Heading block before each part.");
    tell(pictures(page), "A picture was", "pictures were", "left out: add an Image block.");
    return told.join(" ");
  };

  const say = (editor, words) => {
    const wrapper = editor.closest("[data-draftail-editor-wrapper]") ?? editor.closest(".Draftail-Editor");
    let status = wrapper.parentElement.querySelector(":scope > .pasted");
    if (!status) {
      status = document.createElement("p");
      status.className = "pasted";
      status.setAttribute("role", "status");
      wrapper.after(status);
    }
    status.textContent = words;
  };

  document.addEventListener("paste", (event) => {
    const editor = event.target.closest?.(EDITOR) ?? event.target.parentElement?.closest(EDITOR);
    const html = event.clipboardData?.getData("text/html");
    if (!editor || !html || ours.has(event) || html.includes("data-draftjs-conductor-fragment") || html.includes("data-editor=")) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    const words = become(page);
    event.preventDefault();
    event.stopImmediatePropagation();
    const changed = new DataTransfer();
    changed.setData("text/html", page.body.innerHTML);
    changed.setData("text/plain", [...page.body.children].map((one) => one.textContent).join("\n") || page.body.textContent);
    const again = new ClipboardEvent("paste", { clipboardData: changed, bubbles: true, cancelable: true });
    ours.add(again);
    event.target.dispatchEvent(again);
    say(editor, words);
  }, true);
})();
