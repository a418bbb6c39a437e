// Counters, amounts, progress, and the summary of what is missing before a form is sent.
import { asksFor, fill, faultOf, isTyped, labelOf, plain } from "./jiebang-forms-words.js";

export function checkForm(form, files, relations) {
  const words = form.dataset;
  const inputs = () => [...form.querySelectorAll("input, textarea, select")].filter((input) => !input.closest("[hidden]"));

  const count = (input) => {
    const shown = form.querySelector(`#${input.id}-count`);
    const limit = Number(input.dataset.jbLimit);
    const length = [...input.value].length;
    const over = length - limit;
    shown.textContent = fill(over > 0 ? words.wordsOver : words.wordsCount, { count: length, limit, over });
    shown.classList.toggle("is-over", over > 0);
    return Math.max(over, 0);
  };
  const amount = (input) => {
    const yuan = Number(plain(input.value).replace(/[, '’]/g, ""));
    const shown = (unit) => (yuan / unit).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 6 });
    const said = yuan > 0 ? fill(words.wordsWan, { wan: shown(1e4), million: shown(1e6) }) : "";
    input.parentElement.querySelector("output").textContent = said;
  };
  const progress = () => {
    for (const link of document.querySelectorAll("[data-jb-progress]")) {
      const own = inputs().filter((input) => input.closest("section")?.id === link.dataset.jbProgress);
      const done = own.some(isTyped) && own.every((input) => input.validity.valid);
      link.classList.toggle("is-done", done);
      link.setAttribute("aria-label", done ? `${link.textContent} (${words.wordsDone})` : link.textContent);
    }
  };
  const refresh = (input) => {
    if (input.dataset?.jbLimit && input.id && form.querySelector(`#${input.id}-count`)) count(input);
    if ("jbWan" in (input.dataset || {})) amount(input);
    progress();
  };

  // A row or a group that is only partly filled in needs its own required fields; an empty one needs none.
  const faults = () => {
    const found = new Map();
    for (const input of inputs()) {
      const place = input.type === "radio" ? input.closest("fieldset").id : input.id;
      if (!place || found.has(place) || input.type === "hidden") continue;
      const over = input.dataset.jbLimit && form.querySelector(`#${input.id}-count`) ? count(input) : 0;
      const fault = over ? fill(words.wordsTooLong, { label: labelOf(input), over }) : faultOf(input, words);
      if (fault) found.set(place, fault);
    }
    for (const group of form.querySelectorAll("fieldset[data-jb-needed]:is(.jb-words, [data-jb-choices=checkboxes])")) {
      const isAsked = !group.closest(".jb-languages") || group === group.closest(".jb-languages").querySelector(".jb-words");
      if (isAsked && ![...group.querySelectorAll("input")].some(isTyped)) {
        found.set(group.id, fill(asksFor(group.querySelector("input"), words), { label: (group.closest(".jb-languages") || group).querySelector("legend > span").textContent }));
      }
    }
    for (const group of form.querySelectorAll("[data-jb-most][data-jb-choices]")) {
      const { jbMost: most } = group.dataset;
      if (group.querySelectorAll(":checked").length > most) found.set(group.id, fill(words.wordsTooMany, { label: labelOf(group.querySelector("input")), most }));
    }
    for (const [id, fault] of relations()) if (!found.has(id)) found.set(id, fault);
    for (const fault of files.faults()) found.set("f-attachments", fault);
    const place = (id) => document.getElementById(id);
    return new Map([...found].sort(([a], [b]) => (place(a).compareDocumentPosition(place(b)) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1)));
  };

  const show = (found) => {
    document.querySelector("[data-jb-faults]")?.remove();
    for (const marked of form.querySelectorAll("[aria-invalid]")) marked.removeAttribute("aria-invalid");
    if (!found.size) return true;
    const box = Object.assign(document.createElement("div"), { className: "jb-faults", tabIndex: -1, id: "jb-faults" });
    box.dataset.jbFaults = "";
    box.setAttribute("role", "alert");
    const heading = document.createElement("h2");
    heading.textContent = words.wordsErrors;
    const list = document.createElement("ul");
    for (const [id, message] of found) {
      const link = Object.assign(document.createElement("a"), { href: `#${id}`, textContent: message });
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
      const place = document.getElementById(id);
      if (place?.matches("input, textarea, select")) place.setAttribute("aria-invalid", "true");
    }
    box.append(heading, list);
    form.parentElement.before(box);
    box.focus();
    return false;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-jb-faults] a");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    if (place.closest(".jb-other")) place.closest(".jb-other").open = true;
    const target = place.matches("fieldset") ? place.querySelector("input:not([type=hidden]), textarea, select") || place : place;
    target.focus();
    place.scrollIntoView({ block: "center" });
  });
  form.noValidate = true;
  form.addEventListener("input", (event) => refresh(event.target));
  form.addEventListener("change", progress);
  const all = () => inputs().forEach(refresh);
  form.addEventListener("jb-filled", all);
  all();
  return () => show(faults());
}
