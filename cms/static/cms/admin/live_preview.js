/* Words are in the preview soon after they are typed. Wagtail looks every 500 ms whether a form was changed, and waits as long again for the next key:
   of what editors waited for, that was the most. The form's own attribute says how often it looks. */
(() => {
  const CHECK = "150"; // milliseconds; the next key of one who writes on comes sooner, so that a preview is made when fingers rest
  if (!document.querySelector("[data-controller~='w-preview']")) return;
  for (const form of document.querySelectorAll("form[data-edit-form][data-controller~='w-unsaved']")) {
    // Not before Wagtail has noted what the form holds: it moves the form once, and looks no more after that where the attribute is there already.
    form.addEventListener("w-unsaved:watch-edits", () => { form.dataset.wUnsavedCheckIntervalValue = CHECK; });
    form.addEventListener("w-unsaved:ready", () => { delete form.dataset.wUnsavedCheckIntervalValue; });
  }
})();
