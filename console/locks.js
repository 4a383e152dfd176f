/** The table of locks, with the details of those that the reader has opened. */

import { attribute, badge, cell, element, list, row, text } from "./dom.js";
import { runDown, stop } from "./clock.js";
import { duration, instant } from "./format.js";
import { eventWord, stateWord } from "./words.js";

const LABELS = ["", "State", "Holder", "Time left", "Waiting", "Next run"];

const CLASSES = ["", "state", "", "left", "number", "when"];

const SHOWN_EVENTS = 8;

const opened = new Set();

/** Shows the locks; each opened one is followed by a row with its details. */
export function showLocks(body, locks, history, onToggle) {
  body.parentElement.classList.toggle("no-runs", !locks.some((lock) => lock.nextFireTime));
  const rows = locks.flatMap((lock) =>
    opened.has(lock.name) ? [{ lock, kind: "lock" }, { lock, kind: "details" }] : [{ lock, kind: "lock" }]);
  list(body, rows, (item) => `${item.kind} ${item.lock.name}`,
    (item) => (item.kind === "lock" ? newRow(item.lock, onToggle) : newDetails()),
    (target, item) => (item.kind === "lock" ? showRow(target, item.lock) : showDetails(target, item.lock, history)));
}

/** Hides all details. */
export function closeAll() {
  const any = opened.size > 0;
  opened.clear();
  return any;
}

function newRow(lock, onToggle) {
  const created = row(LABELS, CLASSES);
  const name = element("button", { className: "name", type: "button", textContent: lock.name });
  name.addEventListener("click", () => {
    if (!opened.delete(lock.name)) {
      opened.add(lock.name);
    }
    onToggle();
  });
  created.cells[0].append(name);
  return created;
}

function showRow(target, lock) {
  const [name, state, holder, left, waiting, next] = target.cells;
  const isOpen = opened.has(lock.name);
  attribute(name.firstElementChild, "aria-expanded", isOpen);
  attribute(target, "class", isOpen ? "opened" : null);
  badge(state, ...stateWord(lock.state));
  showHolder(holder, lock);
  if (lock.remainingMs === undefined) {
    stop(left);
  } else {
    runDown(left, `lock ${lock.name} ${lock.token}`, lock.remainingMs);
  }
  cell(waiting, lock.waiting ? String(lock.waiting) : "");
  cell(next, lock.nextFireTime ? instant(lock.nextFireTime) : "");
}

function showHolder(target, lock) {
  const holder = lock.holder ?? lock.holderId ?? "";
  attribute(target, "data-empty", holder ? null : "");
  if (target.dataset.shown !== `${holder} ${lock.here}`) {
    target.dataset.shown = `${holder} ${lock.here}`;
    target.replaceChildren(element("span", { textContent: holder }));
    if (lock.here) {
      target.firstElementChild.append(element("span", { className: "here", textContent: "this instance" }));
    }
  }
}

function newDetails() {
  const inside = element("div", { className: "inside" }, element("dl", { className: "facts" }),
    element("ul", { className: "last", "aria-label": "Latest events" }));
  return element("tr", { role: "row", className: "details" },
    element("td", { role: "cell", colSpan: LABELS.length }, inside));
}

function showDetails(target, lock, history) {
  const [facts, last] = target.querySelector(".inside").children;
  list(facts, factsOf(lock).flatMap(([term, fact]) => [["dt", term, term], ["dd", term, fact]]),
    ([tag, term]) => `${tag} ${term}`, ([tag]) => element(tag), (shown, [, , value]) => text(shown, value));
  const events = history.filter((entry) => entry.lock === lock.name).slice(0, SHOWN_EVENTS);
  list(last, events, (entry) => entry.id, newEvent, () => undefined);
}

function factsOf(lock) {
  return [
    ["Note", lock.note],
    ["Fencing token", lock.token === undefined ? undefined : String(lock.token)],
    ["Held since", lock.since && instant(lock.since)],
    ["Held for", lock.heldMs === undefined ? undefined : duration(lock.heldMs)],
    ["Expires unless renewed", lock.until && instant(lock.until)],
    ["Holder id", lock.holderId],
  ].filter(([, fact]) => fact !== undefined && fact !== null && fact !== "");
}

function newEvent(entry) {
  const [word, tone] = eventWord(entry.kind);
  const shown = element("span", { className: "badge", textContent: word });
  attribute(shown, "data-tone", tone);
  return element("li", {}, element("time", { dateTime: entry.at, textContent: instant(entry.at) }), " ",
    shown, ` ${entry.text}`);
}
