// Rows of a table: empty ones beyond the first are put away, added on request, removed with what they hold.
export function growRows(form) {
  for (const table of form.querySelectorAll("[data-jb-rows]")) {
    const name = table.dataset.jbRows;
    const most = Number(table.dataset.jbMost);
    const add = table.querySelector("[data-jb-add]");
    const rows = () => [...table.querySelectorAll(`[data-jb-row-of="${name}"]`)];
    const shown = () => rows().filter((row) => !row.hidden);
    const inputs = (row) => [...row.querySelectorAll("input, textarea, select")];
    const isEmpty = (row) => inputs(row).every((input) => (/^(radio|checkbox)$/.test(input.type) ? !input.checked : !input.value || input.type === "hidden"));
    const pattern = rows()[0].cloneNode(true);

    const show = (row, on) => {
      row.hidden = !on;
      for (const input of inputs(row)) input.disabled = !on;
    };
    const made = () => {
      const n = rows().length;
      const row = pattern.cloneNode(true);
      row.innerHTML = row.innerHTML
        .replaceAll(`${name}.0`, `${name}.${n}`)
        .replaceAll(`f-${name.replaceAll(/[._]/g, "-")}-0`, `f-${name.replaceAll(/[._]/g, "-")}-${n}`);
      row.id = row.id.replace(/-0$/, `-${n}`);
      row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace("1", n + 1);
      for (const input of inputs(row)) {
        input.required = false;
        if (/^(radio|checkbox)$/.test(input.type)) input.checked = false;
        else input.value = "";
      }
      rows().at(-1).after(row);
      row.querySelector("[data-jb-remove]").hidden = false;
      return row;
    };
    const refresh = () => {
      add.hidden = shown().length >= most;
      for (const row of rows()) row.querySelector("[data-jb-remove]").hidden = shown().length < 2;
    };

    rows().forEach((row, n) => show(row, n === 0 || !isEmpty(row)));
    refresh();
    add.addEventListener("click", () => {
      const row = rows().find((one) => one.hidden) || made();
      show(row, true);
      refresh();
      inputs(row).find((input) => input.type !== "hidden")?.focus();
      form.querySelector("[data-jb-status]").textContent = form.dataset.wordsAdded.replace("{label}", row.querySelector("legend").textContent);
    });
    table.addEventListener("click", (event) => {
      const row = event.target.closest("[data-jb-remove]")?.closest("[data-jb-row-of]");
      if (!row) return;
      for (const input of inputs(row)) {
        if (/^(radio|checkbox)$/.test(input.type)) input.checked = false;
        else input.value = "";
      }
      show(row, false);
      refresh();
      add.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      form.querySelector("[data-jb-status]").textContent = form.dataset.wordsRemoved;
    });
    form.addEventListener("jb-rows", (event) => {
      const numbers = event.detail.filter((field) => field.startsWith(`${name}.`)).map((field) => Number(field.slice(name.length + 1).split(".")[0]));
      while (rows().length <= Math.max(-1, ...numbers)) made();
      rows().forEach((row, n) => numbers.includes(n) && show(row, true));
      refresh();
    });
  }
}
