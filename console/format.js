/** Turns numbers and instants into the words of the page. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time: 340 ms, 12.3 s, 4 min 05 s, 3 h 12 min, 2 d 4 h. */
export function duration(milliseconds) {
  const length = Math.max(0, milliseconds);
  if (length < SECOND) {
    return `${Math.round(length)} ms`;
  }
  if (length < MINUTE) {
    return `${(Math.floor(length / 100) / 10).toFixed(1)} s`;
  }
  if (length < HOUR) {
    return `${Math.floor(length / MINUTE)} min ${pad(Math.floor((length % MINUTE) / SECOND))} s`;
  }
  if (length < DAY) {
    return `${Math.floor(length / HOUR)} h ${pad(Math.floor((length % HOUR) / MINUTE))} min`;
  }
  return `${Math.floor(length / DAY)} d ${Math.floor((length % DAY) / HOUR)} h`;
}

/** A length of time that is running: in whole seconds, so that it does not flicker. */
export function countdown(milliseconds) {
  const length = Math.max(0, milliseconds);
  return length < MINUTE ? `${Math.ceil(length / SECOND)} s` : duration(length);
}

/** An instant in the reader's time zone, with the day unless it is today. */
export function instant(text) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    return text;
  }
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return isToday(date) ? time : `${day(date)} ${time}`;
}

function day(date) {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function isToday(date) {
  return day(date) === day(new Date());
}

function pad(number) {
  return String(number).padStart(2, "0");
}
