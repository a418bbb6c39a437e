// Of an address that leads nowhere: the page that was meant, where it can be told; else what to search for.
import { asked } from "./jiebang-numbers.js";

const { jbRoot: root, jbFolders: folders } = document.body.dataset;
const sections = [...document.querySelectorAll("[data-jb-lang]")];
const langs = sections.map((section) => section.dataset.jbLang);

const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
const pieces = decoded(location.pathname).slice(root.length).split("/").filter(Boolean).map((piece) => piece.replace(/\.(html?|ya?ml)$/i, ""));
const folded = pieces.map((piece) => asked(piece)).map(({ words, number }) => number || words.replaceAll(" ", "-"));
const last = pieces.filter((piece) => piece.toLowerCase() !== "index").at(-1) ?? "";
const { words, number, isReceipt } = asked(last);

const preferred = () => {
  const own = (navigator.languages ?? []).map((one) => one.split("-")[0]);
  return langs.includes(folded[0]) ? folded[0] : (own.find((one) => langs.includes(one)) ?? langs.at(-1));
};
const meant = () => {
  const lang = preferred();
  const rest = langs.includes(folded[0]) ? folded.slice(1) : folded;
  const places = [rest.join("/"), ...folders.split(" ").map((folder) => `${folder}/${number || rest.at(-1)}`)];
  return [...new Set(places)].map((place) => `${root}${lang}/${place}/`).filter((place) => place !== location.pathname);
};
const isThere = async (address) => (await fetch(address, { method: "HEAD" }).catch(() => ({ ok: false }))).ok;

for (const section of sections) {
  section.querySelector("input").value = isReceipt ? "" : (number || words);
  const note = section.querySelector("[data-jb-receipt]");
  if (note) note.hidden = !isReceipt;
}
if (words && !isReceipt) {
  const places = meant();
  const found = await Promise.all(places.map(isThere));
  const place = places[found.indexOf(true)];
  if (place) location.replace(place);
}
