// Starts the design system's components. Every page works without it.
import { initAll } from "/assets/nhsuk-frontend.min.js";

initAll();

// What a phone folds away to show the list first stands open on a desk.
if (window.matchMedia("(min-width: 40.0625em)").matches) {
  for (const fold of document.querySelectorAll("details.app-fold")) fold.open = true;
}

// A radio button has no aria-expanded in ARIA, yet the design system's script sets it on those that
// reveal a field: at first, when the page is shown again, and at each click.
const withoutExpanded = () => {
  for (const radio of document.querySelectorAll('input[type="radio"][aria-expanded]')) radio.removeAttribute("aria-expanded");
};
withoutExpanded();
document.addEventListener("click", withoutExpanded);
window.addEventListener("pageshow", withoutExpanded);

// The live board and handover. A page that carries data-live is asked for again when the server says
// that something changed, and its live parts are swapped; where the reader was, they stay. What is being
// typed stands outside those parts. Without scripts the page is as it was when it was asked for.
const live = document.querySelector("[data-live]");

function swap(part, fresh) {
  const focus = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const rows = "tbody tr:not(.app-board__group), .app-walk__one";
  const before = new Set([...part.querySelectorAll(rows)].map((row) => row.textContent));
  part.replaceChildren(...fresh.childNodes);
  if (before.size > 0) {
    for (const row of part.querySelectorAll(rows)) {
      if (!before.has(row.textContent)) row.classList.add("app-live-new");
    }
  }
  if (focus) [...part.querySelectorAll("a")].find((a) => a.getAttribute("href") === focus)?.focus({ preventScroll: true });
}

async function refresh() {
  const parts = [...live.querySelectorAll("[data-live-part]")];
  // What nobody asked for does not keep somebody signed in; a screen on the wall is meant to stay.
  const headers = live.hasAttribute("data-live-wall") ? {} : { "X-Background": "1" };
  const response = await fetch(live.dataset.liveFrom ?? location.href, { headers, credentials: "same-origin" });
  if (response.redirected) return location.reload();
  if (!response.ok) return undefined;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = [...page.querySelectorAll("[data-live-part]")];
  if (fresh.length !== parts.length) return location.reload();
  // Ids and tokens of forms are new each time and say nothing.
  const said = (part) => part.textContent.replace(/\s+/g, " ").trim();
  const changed = parts.filter((part, i) => said(part) !== said(fresh[i]));
  if (live.dataset.liveFrom && changed.length === 0) return undefined;
  const [left, top] = [window.scrollX, window.scrollY];
  parts.forEach((part, i) => swap(part, fresh[i]));
  window.scrollTo(left, top);
  if (live.dataset.liveFrom) {
    live.querySelector("[data-live-said]").textContent = changed.map(said).join(" ");
    return undefined;
  }
  const at = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" });
  live.querySelector("[data-live-said]").textContent = `${live.dataset.live} updated at ${at.format(new Date()).replace(" ", "")}`;
  return undefined;
}

if (live && "EventSource" in window) {
  // Many changes in a moment are one refresh; while one runs, the next waits.
  let waiting = 0;
  let running = false;
  const ask = () => {
    if (waiting) return;
    waiting = setTimeout(async () => {
      waiting = 0;
      if (running) return ask();
      running = true;
      try { await refresh(); } catch { /* The network is away: the stream reconnects and asks again. */ } finally { running = false; }
      return undefined;
    }, 250);
  };
  const stream = new EventSource("/live");
  stream.addEventListener("change", ask);
  let opened = false;
  stream.addEventListener("open", () => { if (opened) ask(); opened = true; });
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  // What is overdue changes with the clock alone.
  setInterval(ask, 1000 * Number(live.dataset.liveEvery ?? 300));
}

// An alarm is raised by holding its link for two seconds. A short tap, the keyboard, and a browser
// without scripts go to a page that asks once.
const hold = document.querySelector("[data-hold]");
if (hold) {
  let timer = 0;
  const over = () => { clearTimeout(timer); timer = 0; hold.classList.remove("app-alarm__hold--held"); };
  hold.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    hold.classList.add("app-alarm__hold--held");
    timer = setTimeout(() => { over(); hold.closest("form").requestSubmit(); }, 2000);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) hold.addEventListener(end, over);
  hold.addEventListener("contextmenu", (event) => event.preventDefault());
  hold.addEventListener("dragstart", (event) => event.preventDefault());
}

// Beside the handover's form the list shows whose turn it is.
const turn = document.querySelector('.app-walk__list [aria-current="true"]');
if (turn) {
  const list = turn.closest("ol");
  list.scrollTop = turn.offsetTop - list.offsetTop - list.clientHeight / 3;
}

// The handover by keyboard: in the line that is typed, the arrow up goes back and the arrow down skips.
// Enter keeps the line, as in every form.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !event.target.matches?.("[data-walk]")) return;
  const link = document.querySelector(`[data-walk-key="${event.key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
// A button that copies words and writes down for whom: first the copy, then the form goes out. Where
// copying does not work, nothing is written down and the page says what to do.
if (navigator.clipboard) for (const group of document.querySelectorAll("[data-copying]")) group.hidden = false;
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", async (event) => {
    if (button.dataset.copied) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    } catch {
      document.querySelector("[data-copied]").textContent =
        "This browser did not let us copy. Select the words and copy them, or print them as a PDF.";
      return;
    }
    button.dataset.copied = "yes";
    button.form.requestSubmit(button);
  });
}

// A file that is too large is told before it is sent; the server says the same.
const file = document.querySelector("input[type=file][data-most]");
if (file) {
  const group = file.closest(".nhsuk-form-group");
  const tooLarge = () => [...file.files].some((one) => one.size > Number(file.dataset.most));
  const say = () => {
    group.querySelector(".nhsuk-error-message")?.remove();
    group.classList.toggle("nhsuk-form-group--error", tooLarge());
    if (!tooLarge()) return;
    const error = document.createElement("span");
    error.className = "nhsuk-error-message";
    error.id = "file-error";
    error.setAttribute("role", "alert");
    error.textContent = file.dataset.tooLarge;
    file.before(error);
    file.setAttribute("aria-describedby", "file-hint file-error");
  };
  file.addEventListener("change", say);
  file.form.addEventListener("submit", (event) => {
    if (!tooLarge()) return;
    event.preventDefault();
    file.focus();
  });
}

// A referral says while somebody types which of its parts are still blank; the server says the same
// when the form is sent.
const parts = document.querySelector("[data-parts]");
if (parts) {
  const form = parts.parentElement.querySelector("form");
  const answered = (name, unknown) => {
    const value = [...form.elements].filter((box) => box.name === name && (box.type !== "radio" || box.checked)).map((box) => box.value).join("");
    return /[\p{L}\p{N}]/u.test(value) && (unknown || value !== "unknown");
  };
  const words = (text) => text.split(" ").filter(Boolean);
  const say = () => {
    for (const part of parts.querySelectorAll("li")) {
      const unknown = part.hasAttribute("data-unknown");
      const [all, any] = [words(part.dataset.all), words(part.dataset.any)];
      const done = all.every((name) => answered(name, unknown)) && (any.length === 0 || any.some((name) => answered(name, unknown)));
      part.toggleAttribute("data-blank", !done);
      part.querySelector("[data-said]").textContent = done ? "there" : "blank";
    }
  };
  form.addEventListener("input", say);
  form.addEventListener("change", say);
  say();
}

// Enter keeps the line from a list of the handover's form too, where a browser would open the list.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.(".app-walk__form select")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// While the rest of a week is planned, the line says how far it is; at the end the page shows the draft.
const progress = document.querySelector("[data-progress]");
if (progress) {
  const ask = async () => {
    try {
      const response = await fetch(progress.dataset.progress, { credentials: "same-origin", headers: { "X-Background": "1" } });
      if (!response.ok) return;
      const said = await response.json();
      if (!said.runs) return location.reload();
      progress.querySelector("[data-progress-words]").textContent = said.words;
    } catch { /* The network is away: the next look tells. */ }
    return undefined;
  };
  setInterval(ask, 1000);
}

// A visit dragged to another worker or day: the next page says what that would break or cost, and asks.
const week = document.querySelector("[data-week]");
if (week) {
  let dragged = "";
  const over = (event) => event.target.closest?.("[data-day]");
  week.addEventListener("dragstart", (event) => {
    const stop = event.target.closest?.("[data-visit]");
    if (!stop) return;
    dragged = stop.dataset.visit;
    event.dataTransfer.setData("text/plain", dragged);
    event.dataTransfer.effectAllowed = "move";
  });
  const mark = (cell) => {
    week.querySelector(".app-week__day--over")?.classList.remove("app-week__day--over");
    cell?.classList.add("app-week__day--over");
  };
  week.addEventListener("dragover", (event) => {
    if (!dragged || !over(event)) return;
    event.preventDefault();
    mark(over(event));
  });
  week.addEventListener("dragend", () => { dragged = ""; mark(null); });
  week.addEventListener("drop", (event) => {
    const cell = over(event);
    if (!dragged || !cell) return;
    event.preventDefault();
    const to = new URLSearchParams({ day: cell.dataset.day, time: "", worker: cell.dataset.worker });
    location.href = `/week/visits/${dragged}?${week.dataset.week}&${to}#move`;
  });
}

// Another day, time or worker: what it would do is said as soon as it is chosen.
const trying = document.querySelector("[data-try]");
if (trying) {
  let asked = 0;
  trying.addEventListener("change", async () => {
    asked += 1;
    const mine = asked;
    const fields = new URLSearchParams([...new FormData(trying)].filter(([name]) => name !== "csrf"));
    try {
      const response = await fetch(`${trying.dataset.try}?${fields}`, { credentials: "same-origin" });
      if (!response.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const [here, fresh] = [trying.querySelector("[data-tried]"), page.querySelector("[data-tried]")];
      if (fresh) here.replaceChildren(...fresh.childNodes);
    } catch { /* Without a network the button below says the same. */ }
  });
}
