// A draft lives in this browser only: offered when the page is opened again, deleted once it is sent or after a month;
// never files, and what does not become public only where the visitor asks for it.
const MOST_DAYS = 30;
const KEPT = (input) => input.name && !/^(hidden|file)$/.test(input.type) && !input.closest(".jb-trap");

function forgetOld() {
  for (const place of Object.keys(localStorage).filter((name) => name.startsWith("jb-draft:"))) {
    const { at = 0 } = JSON.parse(localStorage.getItem(place)) || {};
    if (Date.now() - at > MOST_DAYS * 86_400_000) localStorage.removeItem(place);
  }
}

export function keepDraft(form) {
  try {
    forgetOld();
  } catch {
    // storage may be off
  }
  const words = form.dataset;
  const place = `jb-draft:${form.elements.practice ? "practice-" : ""}${words.jbForm}:${words.about}`;
  const lang = document.documentElement.lang;
  const status = form.querySelector("[data-jb-status]");
  const offer = form.querySelector("[data-jb-draft]");
  const when = (time) => new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
  const sealed = new Set(words.jbSealed?.split(" "));
  const choice = form.querySelector("#jb-draft-sealed");
  const isKept = (input) => KEPT(input) && (choice?.checked || !sealed.has(input.name.split(/[.[]/)[0]));
  let timer = 0;

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(place) || "null");
    } catch {
      return null;
    }
  };
  const save = () => {
    timer = 0;
    const values = [...form.elements]
      .filter((input) => isKept(input) && (/^(radio|checkbox)$/.test(input.type) ? input.checked : input.value))
      .map((input) => [input.name, input.value]);
    try {
      const at = Date.now();
      const isWhole = !choice || choice.checked;
      localStorage.setItem(place, JSON.stringify({ at, values, key: form.elements.key.value, isWhole }));
      status.textContent = words[isWhole ? "wordsDraftSaved" : "wordsDraftOpen"].replace("{when}", when(at));
    } catch {
      status.textContent = words.wordsDraftOff;
    }
  };
  const forget = () => {
    clearTimeout(timer);
    timer = 0;
    try {
      localStorage.removeItem(place);
    } catch {
      // storage may be off
    }
    offer.hidden = true;
    status.textContent = words.wordsDraftDeleted;
  };
  const restore = ({ values, key, isWhole }) => {
    if (choice) choice.checked = Boolean(isWhole);
    form.dispatchEvent(new CustomEvent("jb-rows", { detail: values.map(([name]) => name) }));
    for (const input of [...form.elements].filter(KEPT)) {
      const own = values.filter(([name]) => name === input.name).map(([, value]) => value);
      if (/^(radio|checkbox)$/.test(input.type)) input.checked = own.includes(input.value);
      else if (own.length) [input.value] = own;
    }
    if (key) form.elements.key.value = key;
    offer.hidden = true;
    form.dispatchEvent(new Event("jb-filled"));
    form.querySelector("input:not([type=hidden], [tabindex]), textarea, select")?.focus();
  };

  form.querySelector("[data-jb-draft-about]").hidden = false;
  if (choice) choice.parentElement.hidden = false;
  const draft = "jbBlank" in words ? read() : null;
  if (draft?.values?.length) {
    offer.hidden = false;
    offer.querySelector("[data-jb-draft-note]").textContent = words.wordsDraftFound.replace("{when}", when(draft.at));
    offer.querySelector("[data-jb-restore]").addEventListener("click", () => restore(draft));
  }
  for (const button of form.querySelectorAll("[data-jb-forget]")) button.addEventListener("click", forget);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  addEventListener("pagehide", () => {
    if (!timer) return; // all is kept, or was deleted
    clearTimeout(timer);
    save();
  });
  return { save, forget };
}
