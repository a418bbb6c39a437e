// What a page does beyond being read: deadlines that pass, a filter for long lists, the search page.
// Without it everything can still be browsed and read.
(() => {
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const words = document.querySelector("[data-jb-words]").dataset;
  const folding = () => import("./jiebang-fold.js");
  const zone = words.zone ?? "Asia/Shanghai"; // a page says it where it is another
  // In the example world it always is the same day.
  const always = document.querySelector("[data-jb-always]")?.dataset.jbAlways;
  const today = always ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date());
  const daysUntil = (day) => Math.round((Date.parse(day) - Date.parse(today)) / 86400000);

  for (const button of document.querySelectorAll("[data-jb-palette]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const scheme = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate";
      document.body.dataset.mdColorScheme = scheme;
      try {
        localStorage.setItem("jb-scheme", scheme);
      } catch {
        // storage may be off; the choice then lasts for this page
      }
    });
  }

  // Beside a deadline in the time zone of the challenge, the hour on the visitor's clock where that shows another.
  const clock = (at, zone, options) => new Intl.DateTimeFormat(words.locale, { timeZone: zone, ...options }).format(at);
  const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const DAY = { day: "numeric", month: "long", year: "numeric" };
  const nameOf = (at) => new Intl.DateTimeFormat(words.locale, { timeZoneName: "longGeneric" }).formatToParts(at).find((part) => part.type === "timeZoneName").value;
  for (const time of document.querySelectorAll("time[data-jb-until]")) {
    const at = new Date(time.dateTime);
    const own = clock(at, undefined, DAY) + clock(at, undefined, HOUR);
    if (own === clock(at, zone, DAY) + clock(at, zone, HOUR)) continue;
    const facts = { day: clock(at, undefined, DAY), time: clock(at, undefined, HOUR), zone: nameOf(at) };
    const isSameDay = facts.day === clock(new Date(`${time.dataset.jbUntil}T12:00Z`), "UTC", DAY);
    const note = document.createElement("span");
    note.className = "jb-local";
    note.textContent = fill(isSameDay ? words.local : words.localDay, facts);
    time.after(note);
  }

  for (const badge of document.querySelectorAll("[data-jb-deadline]")) {
    const days = daysUntil(badge.dataset.jbDeadline);
    const state = days < 0 ? "closed" : days <= 7 ? "closing" : "open";
    badge.classList.remove("jb-badge--open", "jb-badge--closing");
    badge.classList.add(`jb-badge--${state}`);
    if (state === "closed") badge.textContent = words.closed;
    else if (days === 0) badge.textContent = words.today;
    else if (state === "closing") badge.textContent = fill(words.left, { days });
    else badge.textContent = days <= 60 ? fill(words.openLeft, { days }) : words.open;
  }
  for (const act of document.querySelectorAll("[data-jb-act]")) {
    if (daysUntil(act.dataset.jbAct) >= 0) continue;
    act.hidden = true;
    document.querySelector("[data-jb-closed]")?.removeAttribute("hidden");
  }

  for (const box of document.querySelectorAll("[data-jb-filter]")) {
    const rows = [...document.querySelectorAll("[data-jb-row]")];
    if (rows.length < 8) continue;
    box.hidden = false;
    // What a row says, and the number of its record, which its address ends with.
    const textOf = (row) => `${row.textContent} ${row.querySelector("a[href]")?.pathname.split("/").at(-2) ?? ""}`;
    let texts;
    box.querySelector("input").addEventListener("input", async (event) => {
      const { fold } = await folding();
      texts ??= rows.map((row) => fold(textOf(row)));
      const query = fold(event.target.value);
      let shown = 0;
      for (const [place, row] of rows.entries()) {
        row.hidden = !texts[place].includes(query);
        shown += row.hidden ? 0 : 1;
      }
      box.querySelector("[data-jb-none]").hidden = shown > 0;
    });
  }

  const form = document.querySelector("[data-jb-search]");
  if (!form) return;
  for (const note of document.querySelectorAll("[data-jb-needs-script]")) note.hidden = true;
  const status = document.querySelector("[data-jb-status]");
  const hits = document.querySelector("[data-jb-hits]");
  const more = document.querySelector("[data-jb-more]");
  const receipt = document.querySelector("[data-jb-receipt]");
  const input = form.querySelector("input");
  const PAGE = 10;
  const MOST_OF_A_NUMBER = 60; // results looked at for a number
  let results = [];
  let engine;
  let turn = 0;

  const UNSHOWN = "⁂"; // see search_feed.py
  const BEGINNING = 120; // characters of a page that is found by words which only the engine reads

  // What a page says behind its kind and its title, which stand above already.
  const beginningOf = (hit) =>
    [hit.meta.kind, hit.meta.title].reduce(
      (text, said) => (said && text.startsWith(said) ? text.slice(said.length).replace(/^[\s.]+/, "") : text),
      hit.content,
    );

  const show = async () => {
    const mine = turn;
    const from = hits.children.length;
    const found = await Promise.all(results.slice(from, from + PAGE).map((result) => result.data()));
    if (mine !== turn) return;
    for (const hit of found) {
      const item = document.createElement("li");
      const heading = document.createElement("h2");
      const link = document.createElement("a");
      link.href = hit.url;
      link.textContent = hit.meta.title;
      heading.append(link);
      const text = document.createElement("p");
      if (hit.meta.kind) {
        const kind = document.createElement("span");
        kind.className = "jb-chip";
        kind.textContent = hit.meta.kind;
        text.append(kind, " ");
      }
      const excerpt = document.createElement("span");
      if (hit.excerpt.includes(UNSHOWN)) excerpt.textContent = `${beginningOf(hit).slice(0, BEGINNING)}…`;
      else excerpt.innerHTML = hit.excerpt; // Pagefind's own: escaped text with <mark>
      text.append(excerpt);
      item.append(heading, text);
      hits.append(item);
    }
    more.hidden = hits.children.length >= results.length;
  };
  // A number names its record, and those whose numbers go on from it (the solutions of a need).
  const ofNumber = async (found, number) => {
    const first = found.slice(0, MOST_OF_A_NUMBER);
    const pages = await Promise.all(first.map((result) => result.data()));
    const named = first.map((result, place) => [result, pages[place].url.split("/").at(-2)]);
    const holding = named.filter(([, name]) => name.includes(number));
    return holding.sort(([, one], [, other]) => one.length - other.length).map(([result]) => result);
  };
  const search = async (query) => {
    turn += 1;
    const mine = turn;
    hits.replaceChildren();
    more.hidden = true;
    if (!query) {
      status.textContent = form.dataset.idle;
      return;
    }
    try {
      const { asked } = await import("./jiebang-numbers.js");
      const { words, number, isReceipt } = asked(query);
      if (mine !== turn) return;
      if (receipt) receipt.hidden = !isReceipt;
      if (receipt && isReceipt) {
        history.replaceState(null, "", location.pathname);
        status.textContent = "";
        return;
      }
      engine ??= await import(new URL(form.dataset.pagefind, location.href).href);
      const answer = await engine.search(number.replaceAll("-", "") || words);
      const found = number ? await ofNumber(answer.results, number) : answer.results;
      if (mine !== turn) return;
      results = found;
      status.textContent = fill(results.length ? form.dataset.found : form.dataset.none, { query, count: results.length });
      await show();
    } catch {
      status.textContent = form.dataset.failed;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = input.value.trim();
    history.pushState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    search(query);
  });
  more.addEventListener("click", show);
  const fromAddress = () => {
    input.value = new URLSearchParams(location.search).get("q") || "";
    search(input.value.trim());
  };
  addEventListener("popstate", fromAddress);
  fromAddress();
})();
