// An answer to a review that is begun stays on the page, in this tab, while its writer reads the draft, suggests words or leaves a comment.
const form = document.querySelector("form[data-keep-answer]");
const key = `review-answer:${form.dataset.keepAnswer}`;
const mine = [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");
const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
for (const one of mine) {
  if (one.type === "radio") one.checked = kept[one.name] === undefined ? one.checked : kept[one.name] === one.value;
  else if (one.type === "checkbox") one.checked = kept[one.name] ?? one.checked;
  else one.value ||= kept[one.name] ?? "";
}
form.addEventListener("input", ({ target }) => {
  kept[target.name] = target.type === "checkbox" ? target.checked : target.value;
  sessionStorage.setItem(key, JSON.stringify(kept));
});
form.addEventListener("submit", () => sessionStorage.removeItem(key));
