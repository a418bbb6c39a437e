// What a form does beyond being filled in and sent; each part is a module of its own, and none is needed.
import { checkForm } from "./jiebang-forms-check.js";
import { keepDraft } from "./jiebang-forms-draft.js";
import { takeFiles } from "./jiebang-forms-files.js";
import { relateFields } from "./jiebang-forms-relations.js";
import { growRows } from "./jiebang-forms-rows.js";
import { sendForm } from "./jiebang-forms-send.js";

const about = new URLSearchParams(location.search).get("about") || "";
for (const link of document.querySelectorAll("[data-jb-chooser] a")) {
  if (about && link.pathname.endsWith(`/${about}/`)) location.replace(link.href);
}
for (const { dataset } of document.querySelectorAll("[data-jb-received]")) {
  try {
    for (const place of [dataset.about, ""]) localStorage.removeItem(`jb-draft:${dataset.jbReceived}:${place}`);
  } catch {
    // storage may be off
  }
}
for (const button of document.querySelectorAll("[data-jb-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const form of document.querySelectorAll("[data-jb-form]")) {
  const asked = form.querySelector("#f-about");
  if (asked && about && !asked.value) asked.value = about.slice(0, 64);
  // The other language lies folded where it would double the length of the page, and opens once something stands in it.
  const wide = matchMedia("(min-width: 45em)").matches;
  const unfold = () => form.querySelectorAll(".jb-other").forEach((other) => (other.open ||= wide || [...other.querySelectorAll("input, textarea")].some((input) => input.value)));
  form.addEventListener("jb-filled", unfold);
  unfold();
  growRows(form);
  const files = takeFiles(form);
  const draft = keepDraft(form);
  const check = checkForm(form, files, relateFields(form));
  sendForm(form, draft, check);
  document.querySelector("[data-jb-faults]")?.focus();
}
