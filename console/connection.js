/** The stream of server-sent events, opened again for as long as the page is open. */

const PAUSE = 3000;

/**
 * Opens the stream.
 * @param onState called with each state
 * @param onHistory called with entries of the history, and whether they replace all before
 * @param onConnection called with "live", "connecting" or "lost"
 */
export function connect(onState, onHistory, onConnection) {
  const source = new EventSource("events");
  source.addEventListener("open", () => onConnection("live"));
  source.addEventListener("state", (event) => onState(JSON.parse(event.data)));
  source.addEventListener("history", (event) => {
    const { reset, entries } = JSON.parse(event.data);
    onHistory(entries, reset);
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      // The browser does not try again by itself after a refusal: a restart, a session that ended
      onConnection("lost");
      setTimeout(() => connect(onState, onHistory, onConnection), PAUSE);
    } else {
      onConnection("connecting");
    }
  });
}
