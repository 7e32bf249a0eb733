// Several connections at once: which instance serves each, and what happens to them when an instance is killed.
import { switchOff } from "./buttons.js";
import { closeName } from "./closecodes.js";
import { slot } from "./dial.js";
import { Inspected } from "./inspected.js";
import { say } from "./language.js";
import { Log } from "./log.js";
import { onInstances } from "./nodes.js";

const MANY = 6;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;

const button = document.getElementById("several-open");
const note = document.getElementById("several-note");
const stands = document.getElementById("stands");
const log = new Log("several-log");
/** When each killed instance was killed. */
const killed = new Map();
let lines = [];
let names = [];
let goneNames = [];

export function startSeveral() {
  onInstances((here, gone) => {
    names = here;
    goneNames = gone;
    // Whether an instance is the last one is often learned after its connections are open.
    if (lines.length && new Set(lines.map((line) => line.node)).size === 1) told();
    render();
  });
  log.write("idle", "", ["several.idle"]);
  button.addEventListener("click", () => (lines.length ? closeAll() : openAll()));
}

function openAll() {
  log.clear();
  lines = Array.from({ length: MANY }, (_, i) => new Line(i + 1));
  say(button, "several.close");
}

function closeAll() {
  for (const line of lines) line.end();
  lines = [];
  say(button, "several.open");
  say(note, "several.closed");
  render();
}

/** One of the connections. It reconnects by itself until it is closed. */
class Line {
  node = null;
  mayKill = false;
  #number;
  #connection = null;
  #retry = 0;
  #attempt = 0;
  #lostAt = null;
  #dialled = 0;
  #over = false;

  constructor(number) {
    this.#number = number;
    this.#dial();
  }

  get number() {
    return this.#number;
  }

  kill() {
    this.#connection.send(JSON.stringify({ kill: true }));
  }

  end() {
    this.#over = true;
    clearTimeout(this.#retry);
    this.#connection?.close();
  }

  #dial() {
    this.#dialled = performance.now();
    this.#connection = new Inspected({ opened: (message) => this.#opened(message), closed: (how) => this.#closed(how) });
  }

  #opened({ node, kill }) {
    if (this.#over) return;
    this.node = node;
    this.mayKill = kill === true;
    this.#attempt = 0;
    // A connection opened before the kill says nothing about the instance being back.
    if (killed.get(node) < this.#dialled) killed.delete(node);
    const back = this.#lostAt !== null;
    const ms = back ? Math.round(performance.now() - this.#lostAt) : 0;
    log.write("in", "event.open", [back ? "several.back" : "several.opened", { n: this.#number, node, ms }]);
    this.#lostAt = null;
    told();
    render();
  }

  #closed({ code, silent }) {
    this.#connection = null;
    if (this.#over) return;
    if (this.node !== null) {
      const key = silent ? "several.silent" : "several.lost";
      log.write("lost", "event.peer", [key, { n: this.#number, node: this.node, code, get name() { return closeName(code); } }]);
      this.#lostAt = performance.now();
      this.node = null;
      say(note, "several.away");
    } else if (this.#lostAt === null && this.#attempt === 0) {
      say(note, "several.failed");
    }
    render();
    this.#retry = setTimeout(() => this.#dial(), Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempt++));
  }
}

/** How the connections are distributed, once all are open. */
function told() {
  if (lines.some((line) => line.node === null)) return;
  const serving = new Set(lines.map((line) => line.node)).size;
  const alive = names.filter((name) => !killed.has(name));
  const onlyOne = goneNames.length || killed.size ? "several.last" : "several.alone";
  if (serving === 1) say(note, alive.length > 1 ? "several.one" : onlyOne, { node: lines[0].node });
  else say(note, killed.size ? "several.again" : "several.balanced", { n: lines.length, m: serving });
}

function render() {
  const all = [...new Set([...names, ...goneNames, ...killed.keys(), ...lines.map((line) => line.node).filter(Boolean)])]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const focused = document.activeElement?.dataset?.kill;
  stands.replaceChildren(...all.map(stand));
  if (focused) stands.querySelector(`[data-kill="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  document.getElementById("several-how").hidden = lines.some((line) => line.mayKill);
}

function stand(node) {
  const served = lines.filter((line) => line.node === node);
  const isGone = killed.has(node) || (goneNames.includes(node) && served.length === 0);
  const li = element("li", `stand ${slot(node)}${isGone ? " gone" : ""}`);
  li.dataset.stand = node;
  const name = element("span", "node");
  name.textContent = node;
  const count = element("span", "small");
  say(count, isGone ? "nodes.gone" : "several.count", { n: served.length });
  const chips = element("span", "chips");
  chips.append(...served.map((line) => {
    const chip = element("span", "chip");
    chip.textContent = line.number;
    return chip;
  }));
  li.append(name, count, chips);
  const line = served.find((each) => each.mayKill);
  // The button stays in the page when it is of no use, so that it keeps the focus.
  if (line || killed.has(node)) li.append(killButton(node, line));
  return li;
}

function killButton(node, line) {
  const kill = element("button", "kill");
  kill.type = "button";
  kill.dataset.kill = node;
  say(kill, "several.kill", { node });
  switchOff(kill, !line);
  kill.addEventListener("click", () => {
    killed.set(node, performance.now());
    log.write("end", "→", ["several.killing", { node }]);
    line.kill();
    switchOff(kill);
  });
  return kill;
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
