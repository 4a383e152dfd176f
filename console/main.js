/** Puts the parts of the page together. */

import { forget, setBase } from "./clock.js";
import { connect } from "./connection.js";
import { listen } from "./keys.js";
import { closeAll, showLocks } from "./locks.js";
import { announce, showConnection, showCount, showElections, showHeader, showHistory, showSessions, showSummary,
  showWaiting } from "./view.js";

const MAX_HISTORY = 500;

const filter = document.getElementById("filter");
const kinds = document.getElementById("kinds");

let state = null;

/** The latest entry comes first. */
let history = [];

function matches(name) {
  return name.toLowerCase().includes(filter.value.trim().toLowerCase());
}

function show() {
  if (state === null) {
    return;
  }
  const locks = state.locks.filter((lock) => matches(lock.name));
  const waiting = state.waiting.filter((waiter) => matches(waiter.lock));
  showHeader(state);
  showSummary(state, history);
  showLocks(document.getElementById("lock-rows"), locks, history, show);
  showCount("locks", locks.length, state.locks.length);
  showWaiting(waiting);
  showCount("waiting", waiting.length, state.waiting.length);
  showSessions(state.sessions);
  showCount("sessions", state.sessions.length, state.sessions.length);
  showElections(state.elections);
  showCount("elections", state.elections.length, state.elections.length);
  showHistory(history, matches, kinds.value, state.historySince);
  forget();
}

function addHistory(entries, reset) {
  history = [...entries].reverse().concat(reset ? [] : history).slice(0, MAX_HISTORY);
  if (!reset) {
    entries.filter((entry) => entry.kind === "lost").forEach(announce);
  }
  show();
}

filter.addEventListener("input", show);
kinds.addEventListener("change", show);
listen(() => {
  const any = closeAll();
  show();
  return any;
}, () => {
  filter.value = "";
  show();
});
connect((next) => {
  state = next;
  setBase(performance.now(), Boolean(next.timeStands));
  show();
}, addHistory, showConnection);
