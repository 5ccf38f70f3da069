// A business case with one's own figures: adds up, copies, prints. Nothing that is typed leaves the page.

for (const sheet of document.querySelectorAll("[data-worksheet]")) {
  const words = sheet.dataset, status = sheet.querySelector("[role=status]");
  const amounts = [...sheet.querySelectorAll("[data-times]")];
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  const sum = (once) => amounts.filter((one) => (one.dataset.times === "0") === once)
    .reduce((all, one) => all + (one.valueAsNumber || 0) * (Number(one.dataset.times) || 1), 0);

  function update() {
    for (const one of sheet.querySelectorAll("[data-sum]")) one.textContent = number.format(sum(one.dataset.sum === "once"));
  }
  function asText() {
    const lines = [document.querySelector("h1").textContent.trim(), ""];
    for (const row of sheet.querySelectorAll("tr")) {
      const given = row.querySelector("input, [data-sum]");
      if (!given) continue;
      const said = given.value ?? given.textContent;
      if (said) lines.push(`${row.querySelector("th").textContent.trim()}: ${said}${row.dataset.unit ? ` ${row.dataset.unit}` : ""}`);
    }
    return lines.join("\n");
  }

  sheet.addEventListener("input", update);
  sheet.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-do]")?.dataset.do;
    if (wanted === "print") print();
    if (wanted === "copy") {
      navigator.clipboard.writeText(asText()).then(() => { status.textContent = words.copied; }, () => { status.textContent = words.uncopied; });
    }
  });
  for (const one of sheet.querySelectorAll("[data-scripted]")) one.hidden = false;
  update();
}
