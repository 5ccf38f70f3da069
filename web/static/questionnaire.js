// Questionnaires: conditions, one question at a time, print, copy, save. No request of this page carries an answer.

const TYPED = {
  boolean: (given) => ({ valueBoolean: given === "true" }),
  integer: (given) => ({ valueInteger: Number(given) }),
  decimal: (given) => ({ valueDecimal: Number(given) }),
  date: (given) => ({ valueDate: given }),
  dateTime: (given) => ({ valueDateTime: new Date(given).toISOString() }),
  time: (given) => ({ valueTime: given.length === 5 ? `${given}:00` : given }),
  url: (given) => ({ valueUri: given }),
};

for (const form of document.querySelectorAll("[data-questionnaire]")) {
  const words = form.dataset;
  const questions = [...form.querySelectorAll("[data-item]")];
  const status = form.querySelector(".questionnaire__actions [role=status]");
  const progress = form.querySelector(".questionnaire__progress");
  const byId = new Map(questions.map((one) => [one.dataset.item, one]));
  let current; // the question that is shown alone

  const own = (question) => [...question.querySelectorAll("input, textarea")].filter((one) => one.closest("[data-item]") === question);
  const answers = (question) => own(question)
    .filter((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value.trim()))
    .map((one) => ({ value: one.value.trim(), chosen: one.type === "radio" || one.type === "checkbox", label: one.closest(".answer:not(.answer--open)")?.textContent.trim() ?? one.value.trim() }));

  // A question is asked where its condition holds and the question it depends on is asked itself.
  function asked(question) {
    const above = question.parentElement.closest("[data-item]");
    if (above && !asked(above)) return false;
    if (!question.dataset.when) return true;
    const other = byId.get(question.dataset.when);
    return Boolean(other) && asked(other) && answers(other).some((one) => one.value === question.dataset.is);
  }

  const update = () => questions.forEach((one) => { one.hidden = !asked(one); });
  const open = () => questions.filter((one) => !one.hidden && one.dataset.needed && !answers(one).length);
  const say = (what) => { status.textContent = what; };

  // One question at a time: whatever is no group, in order, as long as it is asked.
  const steps = () => questions.filter((one) => !one.hidden && one.dataset.item && one.dataset.kind !== "GROUP");
  function show(question) {
    current?.classList.remove("question--current");
    current = question;
    form.classList.toggle("questionnaire--single", Boolean(current));
    form.querySelector(".questionnaire__steps").hidden = !current;
    form.querySelector("[data-do=single]").hidden = Boolean(current);
    if (!current) return;
    current.classList.add("question--current");
    const all = steps(), at = all.indexOf(current);
    progress.textContent = words.progress.replace("{at}", at + 1).replace("{of}", all.length);
    form.querySelector("[data-do=back]").disabled = at === 0;
    const text = current.querySelector(".question__text");
    text.tabIndex = -1;
    text.focus();
  }
  function step(by) {
    const all = steps(), next = all[all.indexOf(current) + by];
    if (next || by < 0) return next && show(next);
    show(null);
    const missing = open();
    say(missing.length ? words.open.replace("{n}", missing.length) : words.done);
    (missing[0]?.querySelector("input, textarea") ?? form.querySelector("[data-do=print]")).focus();
  }

  function asText() {
    const lines = [document.querySelector("h1").textContent.trim(), new Date().toLocaleDateString(document.documentElement.lang), ""];
    for (const question of questions.filter((one) => !one.hidden)) {
      const found = answers(question);
      if (found.length) lines.push(`${question.querySelector(".question__text").dataset.text}\n  ${found.map((one) => one.label).join("; ")}`);
    }
    return lines.join("\n");
  }

  // The answers as a FHIR R4 QuestionnaireResponse, along the items of the questionnaire as the library writes it.
  function value(item, answer) {
    const option = answer.chosen && item.answerOption?.find((one) => one.valueCoding.code === answer.value);
    if (option) return { valueCoding: option.valueCoding };
    if (item.type === "quantity") {
      const unit = item.extension?.find((one) => one.url.endsWith("/questionnaire-unitOption"))?.valueCoding;
      return { valueQuantity: { value: Number(answer.value), ...(unit && { unit: unit.display, system: unit.system, code: unit.code }) } };
    }
    return TYPED[item.type]?.(answer.value) ?? { valueString: answer.value };
  }
  const responses = (items) => items.flatMap((item) => {
    const question = byId.get(item.linkId), below = responses(item.item ?? []);
    const found = question && !question.hidden ? answers(question).map((one) => value(item, one)) : [];
    if (item.type === "display" || (!found.length && !below.length)) return [];
    if (found.length && below.length) found[0].item = below;
    return [{ linkId: item.linkId, text: item.text, ...(found.length ? { answer: found } : { item: below }) }];
  });
  async function asFhir() {
    const source = JSON.parse(words.fhir.startsWith("{") ? words.fhir : await (await fetch(words.fhir)).text());
    return {
      resourceType: "QuestionnaireResponse",
      questionnaire: source.version ? `${source.url}|${source.version}` : source.url,
      status: open().length ? "in-progress" : "completed",
      authored: new Date().toISOString(),
      item: responses(source.item),
    };
  }
  async function save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(await asFhir(), null, 2)], { type: "application/fhir+json" }));
    link.download = `${location.pathname.split("/").filter(Boolean).pop()}.response.fhir.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function clear() {
    for (const one of form.querySelectorAll("input, textarea")) {
      if (one.type === "radio" || one.type === "checkbox") one.checked = false;
      else one.value = "";
    }
    update();
    form.querySelector("input, textarea")?.focus();
  }

  const does = {
    single: () => show(steps()[0]),
    next: () => step(1),
    back: () => step(-1),
    all: () => { show(null); form.querySelector("[data-do=single]").focus(); },
    print: () => { show(null); print(); },
    copy: () => navigator.clipboard.writeText(asText()).then(() => say(words.copied), () => say(words.uncopied)),
    save: () => save().then(() => say(words.saved), () => say(words.unsaved)),
    clear,
  };
  form.addEventListener("input", update);
  form.addEventListener("click", (event) => does[event.target.closest("[data-do]")?.dataset.do]?.());
  form.addEventListener("keydown", (event) => {
    if (!current || event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    step(1);
  });
  for (const one of form.querySelectorAll("[data-scripted]")) one.hidden = false;
  update();
}
