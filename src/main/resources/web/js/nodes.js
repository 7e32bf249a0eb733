// The instances of the cluster: which one serves this page, and which ones have gone recently.
import { place, slot } from "./dial.js";
import { say } from "./language.js";

const REMEMBERED = 60_000;

const list = document.getElementById("nodes");
const gone = new Map();
let nodes = [];
let mine = null;
let silent = null;
let whenChanged = () => {};

render();

export function showInstances(names) {
  for (const node of nodes.filter((each) => !names.includes(each))) {
    clearTimeout(gone.get(node));
    gone.set(node, setTimeout(() => gone.delete(node) && render(), REMEMBERED));
  }
  for (const node of names) forgive(node);
  nodes = [...names];
  render();
}

/** The instance that serves the wall's connection, or null; and the instance that stopped answering, or null. */
export function showMine(node, fellSilent) {
  if (node === mine && fellSilent === silent) return;
  mine = node;
  silent = fellSilent;
  if (node !== null) forgive(node);
  render();
}

/** Calls back with the names of the present and the gone instances, now and on every change. */
export function onInstances(call) {
  whenChanged = call;
  render();
}

/** The number of instances present recently. */
export const known = () => new Set([...nodes, ...gone.keys()]).size;

function forgive(node) {
  clearTimeout(gone.get(node));
  gone.delete(node);
}

function render() {
  // The instance that serves this page is present, even if the list has not arrived yet.
  const shown = [...new Set([...nodes, ...gone.keys(), ...(mine ? [mine] : [])])]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  list.replaceChildren(...(shown.length ? shown.map(item) : [waiting()]));
  place(shown, mine, gone);
  whenChanged(shown.filter((node) => !gone.has(node)), [...gone.keys()]);
}

function item(node) {
  const li = document.createElement("li");
  const isGone = gone.has(node);
  if (isGone) li.dataset.gone = node;
  else li.dataset.node = node;
  li.className = slot(node);
  const name = document.createElement("span");
  name.className = "node";
  name.textContent = node;
  li.append(name);
  if (node === mine) li.setAttribute("aria-current", "true");
  const key = isGone ? "nodes.gone" : node === mine ? "nodes.mine" : node === silent ? "nodes.silent" : null;
  if (key) {
    const note = document.createElement("span");
    note.className = "node-note";
    say(note, key);
    li.append(note);
  }
  return li;
}

function waiting() {
  const li = document.createElement("li");
  li.className = "small";
  say(li, "nodes.none");
  return li;
}
