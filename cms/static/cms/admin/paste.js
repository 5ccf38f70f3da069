/* What is pasted from Word or a web page into a rich text. It keeps what the text may hold (bold, lists, links, quotes). Headings and tables become
   blocks of their own beside it, where the text is a block among others; elsewhere, and inside of sentences, what comes nearest. The writer is told
   what became of it, instead of finding it gone. */
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

  const HEADINGS = "h1, h2, h3, h4, h5, h6, p.MsoTitle, p.MsoSubtitle";
  const LEVELS = ["h2", "h3", "h4"]; // of the Heading block
  const wordsOf = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const depthOf = (heading) => Number(/^h([1-6])$/.exec(heading.localName)?.[1] ?? 1);

  /** The parts of a page in their order: runs of text as HTML, headings and tables. */
  const partsOf = (page) => {
    const parts = [];
    const text = (node) => {
      if (parts.at(-1)?.type !== "rich_text") parts.push({ type: "rich_text", nodes: [] });
      parts.at(-1).nodes.push(node);
    };
    const walk = (parent) => {
      for (const node of [...parent.childNodes]) {
        if (node.nodeType !== Node.ELEMENT_NODE) text(node);
        else if (node.matches(HEADINGS)) wordsOf(node) && parts.push({ type: "heading", words: wordsOf(node), depth: depthOf(node) });
        else if (node.localName === "table") parts.push({ type: "table", rows: [...node.rows].map((row) => [...row.cells].map(wordsOf)) });
        else if (node.matches("div, section, article, main, header") && node.querySelector(`${HEADINGS}, table`)) walk(node);
        else text(node);
      }
    };
    walk(page.body);
    return parts.filter((part) => part.type !== "rich_text" || part.nodes.some((node) => node.textContent.trim()));
  };

  /** The stream whose block the editor is, and its place there; nothing where it is no block of its own, or its stream takes no headings. */
  const placeOf = (editor) => {
    for (let root = editor.parentElement; root; root = root.parentElement) {
      const stream = root.rootBlock;
      const known = stream?.blockDef?.childBlockDefsByName;
      if (known?.heading && known.table) {
        const index = stream.children.findIndex((child) => child.type === "rich_text" && child.element.contains(editor));
        return index < 0 ? null : { stream, index };
      }
    }
    return null;
  };

  /** Whether nothing is written after the cursor: what is pasted in the middle of a text stays in that text. */
  const isAtTheEnd = (editor) => {
    const marked = getSelection();
    if (!editor.textContent.trim() || !marked.rangeCount || !editor.contains(marked.focusNode)) return !editor.textContent.trim();
    const rest = document.createRange();
    rest.selectNodeContents(editor);
    rest.setStart(marked.getRangeAt(0).endContainer, marked.getRangeAt(0).endOffset);
    return !rest.toString().trim();
  };

  const insert = ({ stream }, index, type, change) => {
    const state = structuredClone(stream.blockDef.initialChildStates[type]);
    return stream.insert({ type, value: change ? { ...state, ...change(state) } : state, id: crypto.randomUUID() }, index, { animate: false, focus: false });
  };

  const insertHeading = (place, index, part, least) => {
    const level = LEVELS[Math.min(part.depth - least, LEVELS.length - 1)];
    insert(place, index, "heading", () => ({ text: part.words.slice(0, 200), level }));
  };

  const insertTable = (place, index, part) => {
    const wide = Math.max(...part.rows.map((row) => row.length));
    const data = part.rows.map((row) => [...row, ...Array(wide - row.length).fill("")]);
    insert(place, index, "table", (state) => ({
      table: { ...state.table, data, first_row_is_table_header: true, first_col_is_header: false, table_header_choice: "row" },
    }));
  };

  const htmlOf = (part) => {
    const holder = document.implementation.createHTMLDocument("").createElement("div");
    holder.append(...part.nodes.map((node) => node.cloneNode(true)));
    return holder;
  };

  const pasteInto = (target, holder) => {
    const changed = new DataTransfer();
    changed.setData("text/html", holder.innerHTML);
    changed.setData("text/plain", [...holder.children].map((one) => one.textContent).join("\n") || holder.textContent);
    const again = new ClipboardEvent("paste", { clipboardData: changed, bubbles: true, cancelable: true });
    ours.add(again);
    target.dispatchEvent(again);
  };

  /** Write a text into a block that was put in a moment ago: its editor is drawn by and by. */
  const writeInto = (block, holder, left = 100) => {
    const editor = block.element.querySelector(EDITOR);
    if (editor) {
      editor.focus();
      pasteInto(editor, holder);
    } else if (left) setTimeout(() => writeInto(block, holder, left - 1), 20);
  };

  /** Headings and tables as blocks: before the editor's own where it is empty and they come first, else after it. */
  const asBlocks = (event, editor, place, parts) => {
    const least = Math.min(...parts.filter((part) => part.type === "heading").map((part) => part.depth));
    const isEmpty = !editor.textContent.trim();
    let { index } = place;
    let filled = !isEmpty && parts[0].type !== "rich_text";
    for (const part of parts) {
      if (part.type === "rich_text" && !filled) pasteInto(event.target, htmlOf(part));
      else {
        const at = filled ? index + 1 : index;
        if (part.type === "heading") insertHeading(place, at, part, least);
        else if (part.type === "table") insertTable(place, at, part);
        else writeInto(insert(place, at, "rich_text"), htmlOf(part));
        index += 1;
      }
      filled ||= part.type === "rich_text";
    }
  };

  /** What to tell the writer; nothing where all was kept. */
  const become = (page) => {
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
    clean(page);
    listsOfWord(page);
    event.preventDefault();
    event.stopImmediatePropagation();
    const place = page.querySelector(`${HEADINGS}, table`) && isAtTheEnd(editor) ? placeOf(editor) : null;
    if (place) {
      const left = pictures(page);
      const parts = partsOf(page);
      const tables = parts.filter((part) => part.type === "table").length;
      const told = ["Headings and tables became blocks of their own."];
      if (tables) told.push("Say above each table what it shows.");
      if (left) told.push(`${count(left, "A picture was", "pictures were")} left out: add an Image block.`);
      if (parts.length) asBlocks(event, editor, place, parts);
      say(editor, told.join(" "));
      return;
    }
    const words = become(page);
    pasteInto(event.target, page.body);
    say(editor, words);
  }, true);
})();
