/** The words and tones for the states and events that the server names. */

const STATES = {
  held: ["held", "ok"],
  free: ["free", null],
  cooling: ["cooling down", "warn"],
  paused: ["paused", "warn"],
  unknown: ["unknown", "warn"],
};

const SESSIONS = {
  alive: ["alive", "ok"],
  creating: ["being created", null],
  "at-risk": ["at risk", "warn"],
  lost: ["lost", "bad"],
  closed: ["closed", null],
  unused: ["not used", null],
  none: ["none", null],
};

const SERVERS = {
  up: ["up", "ok"],
  down: ["down", "bad"],
  unknown: ["not asked yet", null],
};

const EVENTS = {
  ran: ["ran", "ok"],
  acquired: ["acquired", "ok"],
  released: ["released", null],
  recovered: ["recovered", "ok"],
  skipped: ["skipped", null],
  refused: ["refused", null],
  "timed-out": ["gave up", "warn"],
  cancelled: ["cancelled", null],
  paused: ["paused", "warn"],
  resumed: ["resumed", "ok"],
  expired: ["expired", "warn"],
  "at-risk": ["at risk", "warn"],
  lost: ["lost", "bad"],
  failed: ["failed", "bad"],
  threw: ["threw", "bad"],
  unreachable: ["server silent", "bad"],
};

/** Which events a choice of the history shows. */
const CHOICES = {
  ok: new Set(["ran", "acquired", "released", "recovered", "resumed"]),
  quiet: new Set(["skipped", "refused", "timed-out", "cancelled", "paused"]),
  trouble: new Set(["lost", "failed", "threw", "expired", "at-risk", "unreachable"]),
};

function find(words, name) {
  return words[name] ?? [String(name), null];
}

export const stateWord = (name) => find(STATES, name);

export const sessionWord = (name) => find(SESSIONS, name);

export const serverWord = (name) => find(SERVERS, name);

export const eventWord = (name) => find(EVENTS, name);

export function isChosen(choice, kind) {
  return CHOICES[choice]?.has(kind) ?? true;
}
