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

/* A day is written by hand as people here write it, the day first: "14/1/2027 18:00", "14 January 2027". Wagtail's calendar put today in place of
   what it could not read, without a word. What neither can read stays, and the form says that it is no day. */
(() => {
  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  const WRITTEN = /^(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]{3,9})[\s./-]+(\d{4}|\d{2})(?:,?\s+(?:at\s+)?(\d{1,2})[:.](\d{2}))?$/i;
  const two = (number) => String(number).padStart(2, "0");

  const read = (text, withTime) => {
    const [, day, month, year, hour, minute] = WRITTEN.exec(text.trim()) ?? [];
    if (!day || withTime !== Boolean(hour)) return null;
    const number = Number(month) || MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
    const moment = new Date(Date.UTC(year.length === 2 ? 2000 + Number(year) : Number(year), number - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0)));
    if (moment.getUTCMonth() !== number - 1 || moment.getUTCDate() !== Number(day)) return null;
    const date = `${moment.getUTCFullYear()}-${two(number)}-${two(day)}`;
    return withTime ? `${date} ${two(hour)}:${minute}` : date;
  };

  const calendarOf = (field) => field.matches?.("input") && window.jQuery?.(field).data("xdsoft_datetimepicker");
  document.addEventListener("focusin", ({ target }) => {
    if (calendarOf(target)) window.jQuery(target).off("blur.xdsoft");
  });
  document.addEventListener("focusout", ({ target }) => {
    const calendar = calendarOf(target);
    if (!calendar) return;
    const { datepicker, timepicker } = calendar.data("options");
    const iso = datepicker && read(target.value, Boolean(timepicker));
    if (iso) {
      target.value = iso;
      calendar.data("xdsoft_datetime").setCurrentTime(iso);
      target.dispatchEvent(new Event("change", { bubbles: true }));
    }
    calendar.trigger("close.xdsoft");
  });
})();
