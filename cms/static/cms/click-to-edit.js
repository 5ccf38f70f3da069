// Click to edit: in a preview, words lead to their field in the editors' form. For any frontend, without a build step:
//   <script src="…/click-to-edit.js"></script>  and then  clickToEdit(answer, document.querySelector("main"))
// with the whole answer of a preview that was asked for with {"extensions": {"contentSourceMap": true}}.
// An element with data-pointer="/page/title" (a key of the map) leads where that value is written. Another leads to a value if it says just that value,
// and no other place holds the same words. What may be of either of two places, or is of none in the form, stays as it is.
(() => {
  const fold = (text) => text.replace(/\s+/g, "");
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
  const at = (data, pointer) => pointer.split("/").slice(1).reduce((value, key) => value?.[key.replace(/~1/g, "/").replace(/~0/g, "~")], data);
  const SKIPPED = "nav, footer, script, style, select, [data-pointer]";

  function open(address) {
    const [form, anchor] = address.split("#");
    try {
      // Beside its form, whose address is another while a page is new: nothing that was typed is lost.
      const { pathname, search } = parent.location;
      if (parent !== window && (!form || new URL(form, location.href).pathname === pathname)) {
        parent.history.replaceState(parent.history.state, "", pathname + search); // so that the same field can be asked for again
        parent.location.hash = anchor;
        return;
      }
    } catch { /* the frame's parent is another site */ }
    if (form) window.open(address, "_blank", "noopener");
  }

  function mark(element, address) {
    element.dataset.edit = address;
    element.title ||= "Click to edit";
  }

  window.clickToEdit = ({ data, extensions }, root = document.body) => {
    const map = extensions?.contentSourceMap;
    if (!map) return 0;
    const addresses = new Map(); // by words: the places that hold them
    const byPointer = new Map();
    for (const [pointer, { source, anchor }] of Object.entries(map.mappings)) {
      const { editUrl } = map.sources[source];
      if (!anchor || !editUrl) continue;
      byPointer.set(pointer, `${editUrl}#${anchor}`);
      const value = at(data, pointer);
      const words = typeof value === "string" ? fold(plain(value)) : "";
      if (words) addresses.set(words, (addresses.get(words) ?? new Set()).add(byPointer.get(pointer)));
    }
    let marked = 0;
    for (const element of [root, ...root.querySelectorAll("*")]) {
      const told = element.dataset?.pointer;
      let address = told && byPointer.get(told);
      if (!told && !element.closest(SKIPPED)) {
        const words = fold(element.textContent);
        const found = words && addresses.get(words);
        const inner = [...element.children].some((child) => fold(child.textContent) === words);
        if (found?.size === 1 && !inner) [address] = found;
      }
      if (!address) continue;
      mark(element, address);
      marked += 1;
    }
    return marked;
  };

  window.clickToEdit.open = open;

  document.addEventListener("click", (event) => {
    const address = event.target.closest?.("[data-edit]")?.dataset.edit;
    if (!address || event.target.closest("video, audio, button, input, select, textarea")) return;
    if (!event.target.closest("summary")) event.preventDefault(); // what is folded opens
    open(address);
  });
})();
