// What fields say together: a list that another narrows, fields that a choice asks for, days in their order.
import { asksFor, fill, isTyped, labelOf } from "./jiebang-forms-words.js";

export function relateFields(form) {
  const words = form.dataset;
  const valueOf = (name) => new FormData(form).get(name) ?? "";

  const narrow = () => {
    for (const list of form.querySelectorAll("[data-jb-within]")) {
      const beginning = valueOf(list.dataset.jbWithin);
      for (const option of list.options) {
        const fits = !option.value || !beginning || option.value.startsWith(beginning);
        option.hidden = option.disabled = !fits;
        if (!fits && option.selected) list.value = "";
      }
      for (const group of list.querySelectorAll("optgroup")) group.hidden = [...group.children].every((option) => option.hidden);
    }
  };
  for (const input of form.querySelectorAll("[data-jb-later]")) {
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: document.querySelector("[data-jb-words]").dataset.zone ?? "Asia/Shanghai" });
    input.min = document.querySelector("[data-jb-always]")?.dataset.jbAlways ?? today.format(new Date());
  }
  form.addEventListener("change", narrow);
  form.addEventListener("jb-filled", narrow);
  narrow();

  return () => {
    const found = new Map();
    for (const asked of form.querySelectorAll("[data-jb-when]")) {
      const [name, value] = asked.dataset.jbWhen.split("=");
      const inputs = asked.matches("fieldset") ? [...asked.querySelectorAll("input:not([type=hidden]), textarea")] : [asked];
      if (valueOf(name) === value && !inputs.some(isTyped)) found.set(inputs[0].id, fill(asksFor(inputs[0], words), { label: labelOf(inputs[0]) }));
    }
    for (const last of form.querySelectorAll("[data-jb-after]")) {
      const first = form.elements[last.dataset.jbAfter];
      if (first?.value && last.value && first.value > last.value) found.set(last.id, fill(words.wordsOrder, { first: labelOf(first), second: labelOf(last) }));
    }
    return found;
  };
}
