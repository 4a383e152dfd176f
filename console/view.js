/** Everything on the page but the locks. */

import { attribute, badge, cell, element, list, row, text } from "./dom.js";
import { runDown, runUp, stop } from "./clock.js";
import { instant } from "./format.js";
import { eventWord, isChosen, serverWord, sessionWord } from "./words.js";

const byId = (id) => document.getElementById(id);

/** Shows how many there are, and a sentence where there are none. */
export function showCount(section, shown, all) {
  const target = byId(section);
  text(target.querySelector(".count"), shown === all ? String(all) : `${shown} of ${all}`);
  target.querySelector("table").hidden = shown === 0;
  target.querySelector(".empty").hidden = shown > 0;
}

export function showHeader(state) {
  const { server, instance, title } = state;
  text(byId("title"), title);
  document.title = `${title} - OctoStore`;
  const release = server.version ? `release ${server.version}` : "";
  text(byId("subtitle"), [instance?.name, server.address, release].filter(Boolean).join(" · "));
}

export function showSummary(state, history) {
  const { server, instance, locks, waiting } = state;
  const losses = history.filter((entry) => entry.kind === "lost").length;
  const held = locks.filter((lock) => lock.state === "held");
  const tiles = [
    ["Server", ...serverWord(server.state)],
    instance && ["Session", ...sessionWord(instance.session)],
    ["Locks held", String(held.length), null],
    instance && ["Held here", String(held.filter((lock) => lock.here).length), null],
    ["Waiting", String(waiting.length), null],
    instance && ["Losses", String(losses), losses > 0 ? "bad" : null],
  ].filter(Boolean);
  list(byId("summary"), tiles, ([name]) => name,
    ([name]) => element("div", {}, element("dt", { textContent: name }), element("dd")),
    (target, [, value, tone]) => {
      text(target.lastElementChild, value);
      attribute(target, "data-tone", tone);
    });
  const notice = byId("notice");
  const message = server.state === "down" ? (server.message ?? "The server does not answer.") : state.notice;
  notice.hidden = !message;
  text(notice, message ?? "");
}

export function showWaiting(waiting) {
  list(byId("waiting-rows"), waiting, (waiter) => waiter.id,
    () => row(["", "Caller", "Has waited", "Gives up in"], ["", "", "when", "left"]),
    (target, waiter) => {
      const [lock, caller, waited, limit] = target.cells;
      cell(lock, waiter.lock);
      cell(caller, waiter.caller);
      runUp(waited, waiter.waitedMs);
      if (waiter.remainingMs === undefined) {
        stop(limit);
      } else {
        runDown(limit, `waiter ${waiter.id}`, waiter.remainingMs);
      }
    });
}

export function showSessions(sessions) {
  list(byId("session-rows"), sessions, (session) => session.id,
    () => row(["", "State", "Time left", "Locks"], ["", "state", "left", "number"]),
    (target, session) => {
      const [name, state, left, locks] = target.cells;
      cell(name, session.name);
      badge(state, ...sessionWord(session.state));
      if (session.remainingMs === undefined) {
        stop(left);
      } else {
        runDown(left, `session ${session.id}`, session.remainingMs);
      }
      cell(locks, String(session.locks));
    });
}

export function showElections(elections) {
  list(byId("election-rows"), elections, (election) => election.name,
    () => row(["", "Leader", "Time left", "Token"], ["", "", "left", "number"]),
    (target, election) => {
      const [name, leader, left, token] = target.cells;
      cell(name, election.name);
      cell(leader, [election.leader, election.here ? "(this instance)" : ""].filter(Boolean).join(" "));
      if (election.remainingMs === undefined) {
        stop(left);
      } else {
        runDown(left, `election ${election.name} ${election.token}`, election.remainingMs);
      }
      cell(token, election.token === undefined ? "" : String(election.token));
    });
}

export function showHistory(history, filter, choice, since) {
  const matching = history.filter((entry) => filter(entry.lock) && isChosen(choice, entry.kind));
  list(byId("history-rows"), matching, (entry) => entry.id,
    () => row(["", "", "", ""], ["when muted", "", "state", ""]),
    (target, entry) => {
      const [time, lock, event, happened] = target.cells;
      cell(time, instant(entry.at));
      cell(lock, entry.lock);
      badge(event, ...eventWord(entry.kind));
      cell(happened, entry.text);
    });
  showCount("history", matching.length, history.length);
  text(byId("history-since"), since ? `Since ${instant(since)}; the latest events come first.` : "");
}

/** Reads out what must not be missed. */
export function announce(entry) {
  const [word] = eventWord(entry.kind);
  byId("announcer").append(element("p", { textContent: `${entry.lock}: ${word}. ${entry.text}` }));
}

/** Shows whether what is on the page is up to date. */
export function showConnection(connection) {
  const words = { live: "Live", connecting: "Connecting", lost: "Disconnected" };
  const target = byId("connection");
  text(target, words[connection]);
  attribute(target, "data-state", connection);
  attribute(byId("main"), "data-stale", connection === "live" ? null : "");
}
