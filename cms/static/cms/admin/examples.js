/* A field that holds nothing but an example, "[Your words: …]", is marked whole when somebody presses into it: what is typed takes its place. */
(() => {
  const EXAMPLE = /^\s*\[Your words: [^[\]]+\]\s*$/;
  let entered = null; // marked once: a second press puts the cursor where it is pressed
  document.addEventListener("focusin", ({ target }) => { entered = target; });

  const mark = () => {
    const field = entered;
    entered = null;
    if (!field?.isConnected) return;
    if (field.matches("input[type='text'], textarea")) {
      if (EXAMPLE.test(field.value)) field.select();
    } else if (field.isContentEditable && EXAMPLE.test(field.textContent)) {
      const words = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
      const first = words.nextNode();
      let last = first;
      for (let next = words.nextNode(); next; next = words.nextNode()) last = next;
      getSelection().setBaseAndExtent(first, 0, last, last.length);
    }
  };
  document.addEventListener("click", mark);
  document.addEventListener("keyup", ({ key }) => { if (key === "Tab") mark(); });
})();
