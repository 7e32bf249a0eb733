// The instances of the cluster, and which of them serves this page.
import { place, slot } from "./dial.js";
import { say } from "./language.js";

const list = document.getElementById("nodes");
let nodes = [];
let mine = null;

render();

export function showInstances(names) {
  nodes = [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  render();
}

/** The instance at the other end of the wall's connection; null while there is none. */
export function showMine(node) {
  if (node === mine) return;
  mine = node;
  render();
}

function render() {
  // The one that serves us is there, whether or not the list has come yet.
  const shown = mine && !nodes.includes(mine) ? [...nodes, mine] : nodes;
  list.replaceChildren(...(shown.length ? shown.map(item) : [waiting()]));
  place(shown, mine);
}

function item(node) {
  const li = document.createElement("li");
  li.dataset.node = node;
  li.className = slot(node);
  const name = document.createElement("span");
  name.className = "node";
  name.textContent = node;
  li.append(name);
  if (node === mine) {
    li.setAttribute("aria-current", "true");
    const note = document.createElement("span");
    note.className = "node-mine";
    say(note, "nodes.mine");
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
