/** What runs down or up between two messages of the server. */

import { attribute, element, text } from "./dom.js";
import { countdown, duration } from "./format.js";

const PERIOD = 250;

const LOW = 0.25;

/** Targets by element: when they are over, or since when they have been running. */
const running = new Map();

/** The longest time left that was seen, by what it belongs to: what a full bar stands for. */
const whole = new Map();

/** When the times that are shown were true, and whether time goes by at all. */
let base = performance.now();
let standing = false;

/** Says that the times from now on are those of this moment. */
export function setBase(moment, isStanding) {
  base = moment;
  standing = isStanding;
}

/** Lets the time left run down in a cell, with a bar. */
export function runDown(cell, key, milliseconds) {
  attribute(cell, "data-empty", null);
  if (!cell.querySelector("progress")) {
    cell.replaceChildren(element("span"), element("progress", { "aria-label": "Time left" }));
  }
  const longest = Math.max(whole.get(key) ?? 0, milliseconds, 1);
  whole.set(key, longest);
  running.set(cell, { until: base + milliseconds, longest, key });
  show(cell, running.get(cell));
}

/** Lets a time go by in a cell. */
export function runUp(cell, milliseconds) {
  attribute(cell, "data-empty", null);
  running.set(cell, { since: base - milliseconds });
  show(cell, running.get(cell));
}

/** Empties a cell in which a time was running. */
export function stop(cell) {
  running.delete(cell);
  cell.replaceChildren();
  attribute(cell, "data-tone", null);
  attribute(cell, "data-empty", "");
}

/** Forgets what is shown no more. */
export function forget() {
  const keys = new Set();
  for (const [cell, time] of running) {
    if (cell.isConnected) {
      keys.add(time.key);
    } else {
      running.delete(cell);
    }
  }
  for (const key of whole.keys()) {
    if (!keys.has(key)) {
      whole.delete(key);
    }
  }
}

function show(cell, time) {
  const now = standing ? base : performance.now();
  if (time.since !== undefined) {
    text(cell, duration(Math.floor((now - time.since) / 100) * 100));
    return;
  }
  const left = Math.max(0, time.until - now);
  text(cell.firstElementChild, left > 0 ? countdown(left) : "over");
  const bar = cell.lastElementChild;
  bar.max = time.longest;
  bar.value = left;
  attribute(cell, "data-tone", left < LOW * time.longest ? "warn" : null);
}

setInterval(() => running.forEach((time, cell) => show(cell, time)), PERIOD);
