/* A calendar goes with its field. An autosave draws the dialog of the schedule anew: the calendar that was open stayed over its buttons, and nothing closed it. */
(() => {
  const sweep = () => window.jQuery?.(".xdsoft_datetimepicker").each((_, calendar) => {
    const input = window.jQuery(calendar).data("input")?.[0];
    if (input && !input.isConnected) calendar.remove();
  });
  for (const kind of ["mousedown", "touchstart", "focusin"]) document.addEventListener(kind, sweep, true);
  let due = 0;
  const soon = () => { due ||= setTimeout(() => { due = 0; sweep(); }, 100); };
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(soon).observe(document.body, { childList: true, subtree: true }));
})();
