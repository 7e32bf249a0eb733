// The instances of the cluster, which of them serves this page, and which were there a while ago.
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

/** The instance at the other end of the wall's connection, null while there is none; and the one that fell silent, or null. */
export function showMine(node, fellSilent) {
  if (node === mine && fellSilent === silent) return;
  mine = node;
  silent = fellSilent;
  if (node !== null) forgive(node);
  render();
}

/** Calls back with the names of those that are there and of those that are gone, now and whenever they change. */
export function onInstances(call) {
  whenChanged = call;
  render();
}

/** How many there were lately. */
export const known = () => new Set([...nodes, ...gone.keys()]).size;

function forgive(node) {
  clearTimeout(gone.get(node));
  gone.delete(node);
}

function render() {
  // The one that serves us is there, whether or not the list has come yet.
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
