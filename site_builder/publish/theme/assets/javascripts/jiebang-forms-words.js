// What is wrong with one input, in the words of the page; the browser's own would be in the browser's language.
export const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
export const isTyped = (input) => (/^(radio|checkbox)$/.test(input.type) ? input.checked : input.value.trim() !== "");

const ownText = (label) => [...label.childNodes].filter((node) => !node.matches?.(".jb-needed, .jb-mark")).map((node) => node.textContent).join("").trim();

// A label may itself quote, and end as a sentence does.
const quotable = (text) => text.trim().replace(/[。.]$/, "").replaceAll("“", "‘").replaceAll("”", "’");

export const labelOf = (input) => {
  const group = input.closest(".jb-languages, .jb-choices, .jb-words, .jb-row");
  const own = input.type === "radio" ? null : input.labels?.[0];
  const name = group && !group.matches(".jb-row") ? group.querySelector("legend > span").textContent : own && ownText(own);
  const around = input.closest(".jb-row")?.querySelector("legend") || input.closest(".jb-struct")?.querySelector("legend > span");
  const text = quotable(name || input.name);
  return around ? `${around.textContent.trim()} · ${text}` : text;
};

export const asksFor = (input, words) => {
  if (input.type === "checkbox" && !input.closest(".jb-choices")) return words.wordsTick;
  return input.matches("select, [type=radio], [type=checkbox]") ? words.wordsChoose : words.wordsMissing;
};

// The service reads what is typed in any width, with spaces around, groups of thousands or 万; here only what nobody could read is told.
export const plain = (text) => text.normalize("NFKC").replace(/[\u2010-\u2015\u2212]/g, "-").trim();
const DECIMAL = /^([+-] ?)?(\d+|\d{1,3}([, '’]\d{3})+)(\.\d+)?$/;
const AMOUNT = /[\d一二三四五六七八九十百千万亿]/;
const MAIL = /[^\s@]@[^\s@]+[.。][^\s@]/;
const WEB = /^(https?:\/\/)?[^\s/@:]+\.[^\s/@:]{2,}(:\d+)?([/?#]\S*)?$/i;

export const faultOf = (input, words) => {
  const label = labelOf(input);
  const { validity, value } = input;
  const say = (text, facts = {}) => fill(text, { label, ...facts });
  if (validity.valueMissing && !validity.badInput) return say(asksFor(input, words));
  if (input.inputMode === "decimal" && value && !DECIMAL.test(plain(value))) return say(words.wordsDecimal);
  if ("jbWan" in input.dataset && value && !AMOUNT.test(plain(value))) return say(words.wordsWhole);
  if (validity.valid) return "";
  if (input.type === "email") return MAIL.test(plain(value)) ? "" : say(words.wordsEmail);
  if (input.type === "url") return WEB.test(plain(value)) ? "" : say(words.wordsUrl);
  if (input.type === "date") return say(validity.badInput ? words.wordsDate : words.wordsLater);
  if (validity.rangeUnderflow) return say(words.wordsLeast, { bound: input.min });
  if (validity.rangeOverflow) return say(words.wordsMost, { bound: input.max });
  if (validity.badInput || validity.stepMismatch) return say(words.wordsWhole);
  return say(words.wordsInvalid);
};
