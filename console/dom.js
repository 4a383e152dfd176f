/** Builds elements and keeps lists of them up to date, without markup from strings. */

/** Creates an element; properties that are no DOM properties become attributes. */
export function element(tag, properties = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in created) {
      created[name] = value;
    } else {
      created.setAttribute(name, value);
    }
  }
  created.append(...children);
  return created;
}

/** Sets the text of an element, only if it changes: a selection or a focus survives. */
export function text(target, value) {
  if (target.textContent !== value) {
    target.textContent = value;
  }
}

/** Sets or removes an attribute. */
export function attribute(target, name, value) {
  if (value === null || value === undefined) {
    target.removeAttribute(name);
  } else if (target.getAttribute(name) !== String(value)) {
    target.setAttribute(name, String(value));
  }
}

/** Makes the children of a parent show the items, and keeps those that show the same item as before. */
export function list(parent, items, keyOf, create, update) {
  const present = new Map();
  for (const child of parent.children) {
    present.set(child.dataset.key, child);
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let child = present.get(key);
    if (child) {
      present.delete(key);
    } else {
      child = create(item);
      child.dataset.key = key;
    }
    update(child, item);
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      parent.insertBefore(child, next);
    }
  }
  for (const child of present.values()) {
    child.remove();
  }
}

/** Creates a row whose cells are headed by the labels where the table has become a list of cards. */
export function row(labels, classes = []) {
  const cells = labels.map((label, index) =>
    element("td", { role: "cell", className: classes[index] ?? "", "data-label": label }));
  return element("tr", { role: "row" }, ...cells);
}

/** Sets the text of a cell; an empty one is left out of a card. */
export function cell(target, value) {
  text(target, value ?? "");
  attribute(target, "data-empty", value ? null : "");
}

/** Shows a word on a tinted ground. */
export function badge(target, word, tone) {
  let shown = target.querySelector(":scope > .badge");
  if (!shown) {
    shown = element("span", { className: "badge" });
    target.replaceChildren(shown);
  }
  text(shown, word);
  attribute(shown, "data-tone", tone);
}
