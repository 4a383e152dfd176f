/** What keys do, and where the focus goes. */

const isTyping = (target) => target.closest("input, select, textarea, dialog") !== null;

/** Listens to keys; the two functions are called for Esc, in that order, until one says that it has done something. */
export function listen(closeDetails, clearFilter) {
  const filter = document.getElementById("filter");
  const help = document.getElementById("help");
  const names = () => [...document.querySelectorAll("#lock-rows .name")];
  const move = (step) => {
    const all = names();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    next?.focus();
  };
  const history = () => {
    const title = document.getElementById("history");
    title.setAttribute("tabindex", "-1");
    title.focus();
    title.scrollIntoView();
  };
  const actions = {
    "/": () => filter.focus(),
    j: () => move(1),
    k: () => move(-1),
    h: history,
    "?": () => help.showModal(),
  };
  document.getElementById("help-button").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) {
      return;
    }
    if (event.key === "Escape") {
      if (!closeDetails()) {
        clearFilter();
      }
    } else if (!isTyping(event.target) && Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  });
}
