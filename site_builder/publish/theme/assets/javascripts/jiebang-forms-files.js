// Attachments: dropped or chosen, looked at by size and type before they travel, and taken out again one by one.
import { fill } from "./jiebang-forms-words.js";

const sizeOf = ({ size }) => (size < 1048576 ? `${Math.max(1, Math.round(size / 1024))} KB` : `${(size / 1048576).toFixed(1)} MB`);

export function takeFiles(form) {
  const words = form.dataset;
  const drop = form.querySelector("[data-jb-drop]");
  const input = drop.querySelector("input");
  const list = drop.querySelector("[data-jb-files]");
  const told = drop.querySelector("[data-jb-file-faults]");
  const most = Number(drop.dataset.most);
  const bytes = Number(drop.dataset.bytes);
  const types = drop.dataset.types.split(" ");
  let chosen = [];

  const faults = () => [
    ...(chosen.length > most ? [fill(words.wordsMany, { most })] : []),
    ...chosen.filter((file) => file.size > bytes).map((file) => fill(words.wordsLarge, { name: file.name, megabytes: bytes / 1048576 })),
    ...chosen
      .filter((file) => !types.includes(file.name.toLowerCase().split(".").pop().replace("jpeg", "jpg")))
      .map((file) => fill(words.wordsType, { name: file.name })),
  ];
  const show = () => {
    const held = new DataTransfer();
    for (const file of chosen) held.items.add(file);
    input.files = held.files;
    list.replaceChildren(
      ...chosen.map((file, n) => {
        const item = document.createElement("li");
        const remove = Object.assign(document.createElement("button"), { type: "button", className: "jb-plain-button", textContent: "×" });
        remove.setAttribute("aria-label", fill(words.wordsRemove, { name: file.name }));
        remove.addEventListener("click", () => {
          chosen = chosen.filter((_, m) => m !== n);
          show();
          input.focus();
        });
        item.append(`${file.name} (${sizeOf(file)}) `, remove);
        return item;
      }),
    );
    told.textContent = faults().join(" ");
  };
  const add = (files) => {
    chosen = [...chosen, ...files].filter((file, n, all) => all.findIndex((other) => other.name === file.name && other.size === file.size) === n);
    show();
  };

  drop.querySelector("[data-jb-drop-note]").hidden = false;
  input.addEventListener("change", () => add(input.files));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop") add(event.dataTransfer.files);
    });
  }
  return { faults };
}
