// One text for every way in which people and programs write the same thing: `searched` of text_forms, in the browser.
import { DROPPED, FROM, LONGER, TO } from "./jiebang-fold-table.js";

const targets = [...TO];
const table = new Map([...FROM].map((sign, place) => [sign, targets[place]]));
for (const [sign, text] of Object.entries(LONGER)) table.set(sign, text);

const isDropped = (code) => DROPPED.some(([first, last]) => first <= code && code <= last);
const through = (text) =>
  Array.from(text, (sign) => table.get(sign) ?? (sign !== "\n" && isDropped(sign.codePointAt(0)) ? "" : sign)).join("");

export const fold = (text) => {
  let once = through(text.normalize("NFKC").toLowerCase());
  while (once !== once.normalize("NFKC")) once = through(once.normalize("NFKC"));
  return once.split(/[ \t\r\n]+/).filter(Boolean).join(" ");
};
