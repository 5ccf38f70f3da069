/* A form that is sent while its autosave is on the way does not know yet which page and which rows were made, and would make them again.
   It waits for the answer; and once it is sent, nothing is autosaved any more. */
(() => {
  const PATIENCE = 10000; // milliseconds; a network that is gone gives no answer
  let sending = false;
  let saving = false;

  const send = (form, button) => {
    if (button?.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.append(field);
    }
    form.submit();
  };

  const afterAutosave = (form, act) => {
    let done = false;
    const once = () => {
      if (!done) act();
      done = true;
    };
    for (const end of ["w-autosave:success", "w-autosave:error"]) form.addEventListener(end, once, { once: true });
    setTimeout(once, PATIENCE);
  };

  // By jQuery, which Wagtail sends the form with after a dialogue of the workflow: the browser has no event for that.
  window.jQuery(document).on("submit", "form[data-edit-form]", (event) => {
    const form = event.currentTarget;
    const waits = sending;
    sending = true;
    if (!saving) return;
    event.preventDefault();
    if (!waits) afterAutosave(form, () => send(form, event.originalEvent?.submitter));
  });

  window.addEventListener("w-autosave:save", (event) => {
    if (sending) event.preventDefault();
    else saving = !event.defaultPrevented;
  });
  for (const end of ["w-autosave:success", "w-autosave:error"]) {
    window.addEventListener(end, () => {
      saving = false;
    });
  }
  // What the form was last saved as is what it is merged with, should somebody else save meanwhile.
  window.addEventListener("w-autosave:success", (event) => {
    const saved = event.detail?.data ?? event.detail?.response;
    if (!saved?.revision_id) return;
    for (const [name, value] of [["loaded_revision_id", saved.revision_id], ["loaded_revision_created_at", saved.revision_created_at]]) {
      const field = document.querySelector(`form[data-edit-form] input[name="${name}"]`);
      if (field) field.value = value;
    }
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
})();
