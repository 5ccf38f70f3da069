/* What is typed just after a form was opened, or while an autosave is on its way, is unsaved. Wagtail compares the form with what it held two seconds
   after it was opened, and after each autosave with what it holds when the answer comes: what was typed before that, it took for saved.
   Nothing saved it until the next change, and nobody was warned who left. */
(() => {
  const FORM = "form[data-controller~='w-unsaved']";
  let typed = false; // since the form was opened, or the last autosave was sent
  let sent = false; // a click may be a tab; after an autosave, one more writes nothing where nothing was changed

  const writes = (event) => event.type !== "keydown" || (event.target.isContentEditable && !event.ctrlKey && !["Tab", "Shift"].includes(event.key));
  for (const kind of ["input", "change", "keydown"]) {
    document.addEventListener(kind, (event) => {
      if (event.isTrusted && event.target.closest?.(FORM) && writes(event)) typed = true;
    }, true);
  }
  document.addEventListener("click", (event) => { if (event.isTrusted && sent) typed = true; }, true);

  window.addEventListener("w-autosave:save", (event) => {
    if (event.defaultPrevented) return;
    typed = false;
    sent = true;
  });
  document.addEventListener("w-unsaved:watch-edits", (event) => {
    // Once Wagtail's own listener has ended: it takes the mark away.
    if (typed) setTimeout(() => { event.target.dataset.wUnsavedForceValue = "true"; });
  });
})();
