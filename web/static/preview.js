// The preview of a draft: a word leads to its field in the editors' form, by click or by Enter.
// Beside the form the page around this frame is asked to go there, so that nothing that was typed is lost; elsewhere a tab opens.

const { editors } = document.querySelector("[data-editors]").dataset;
const framed = parent !== window;
const KEPT = "preview-scroll";
const PLAYED = "video, audio, button, input, select, textarea";

function open(address) {
  if (framed && editors) parent.postMessage({ type: "click-to-edit", address }, editors);
  else if (!address.startsWith("#")) window.open(address, "_blank", "noopener,noreferrer");
}

// A page that was never saved has no address: its words lead somewhere beside its form alone.
if (!framed) for (const one of document.querySelectorAll("[data-edit^='#']")) {
  for (const name of ["data-edit", "tabindex"]) one.removeAttribute(name);
}

function follow(event) {
  const place = event.target.closest?.("[data-edit]");
  if (!place || event.target.closest(PLAYED)) return false;
  if (!event.target.closest("summary")) event.preventDefault(); // what is folded opens
  open(place.dataset.edit);
  return true;
}

document.addEventListener("click", (event) => {
  if (follow(event) || !framed) return;
  const link = event.target.closest("a[href]");
  // No other page of the site may be framed: it opens in a tab. The preview stays.
  if (link && !link.getAttribute("href").startsWith("#")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
});
document.addEventListener("submit", (event) => { if (framed) event.target.target = "_blank"; });
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-edit]")) follow(event);
});

// Each change in the form opens the preview anew: it stays where it was read.
try {
  scrollTo(0, Number(sessionStorage.getItem(KEPT) ?? 0));
  addEventListener("scroll", () => sessionStorage.setItem(KEPT, String(scrollY)), { passive: true });
} catch { /* the browser keeps nothing within frames */ }
