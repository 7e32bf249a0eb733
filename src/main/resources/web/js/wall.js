// The wall: what was said, through which instance and when. Keeps the last lines only, and writes them in batches.
import { clockTime } from "./clock.js";
import { slot, whisper } from "./dial.js";
import { currentLanguage, inLanguage, quote, say, text } from "./language.js";

const LINES = 200;
const BATCH = 40;
const SETTLED = 400;
const CROWD = 5;

const list = document.getElementById("wall");
const view = document.getElementById("wall-scroll");
const empty = document.getElementById("wall-empty");
const more = document.getElementById("wall-new");
const form = document.getElementById("say-form");
const input = document.getElementById("say");
const note = document.getElementById("say-note");

export class Wall {
  #waiting = [];
  #flush = 0;
  #unseen = 0;
  #absence = null;
  #settle = 0;
  #said = "";

  /** `send` takes a text and says whether there was a connection to send it on. */
  constructor(send) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value === "") return;
      if (send(input.value)) {
        this.#said = input.value;
        input.value = "";
        this.#toBottom();
        quote(note, "");
      } else {
        say(note, "say.away");
      }
      input.focus();
    });
    view.addEventListener("scroll", () => this.#atBottom() && this.#seen(), { passive: true });
    more.addEventListener("click", () => {
      this.#toBottom();
      input.focus();
    });
    // A keyboard that opens on a phone, or a turned screen, changes the height; the newest line stays in view.
    let stuck = true;
    view.addEventListener("scroll", () => (stuck = this.#atBottom()), { passive: true });
    new ResizeObserver(() => stuck && this.#toBottom()).observe(view);
    inLanguage(() => this.#count());
  }

  subscribed({ node, epoch, offset, before }) {
    quote(note, "");
    this.#absence = before && { node, lost: 0, here: 0, top: epoch === before.epoch ? offset : 0, before: before.offset };
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#settled(), SETTLED);
  }

  publication(publication) {
    this.#write({ publication });
    if (!this.#absence) return;
    this.#absence.here++;
    if (publication.offset >= this.#absence.top) return;
    // Still catching up: a long absence takes longer than one moment.
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#settled(), SETTLED);
  }

  gap({ reason, oldest }) {
    if (!this.#absence) return;
    if (reason === "epoch") {
      this.#write({ key: "wall.back.anew", params: { node: this.#absence.node } });
      this.#absence = null;
    } else {
      this.#absence.lost = Math.max(0, oldest - 1 - this.#absence.before);
    }
  }

  refused({ message }) {
    say(note, "say.refused", { message });
    // It can be tried again without typing it again.
    input.value ||= this.#said;
  }

  /** What was missed has come (or nothing was): from here on, a new line is news and read aloud. */
  #settled() {
    this.#flushNow();
    view.setAttribute("aria-busy", "false");
    empty.hidden = list.childElementCount > 0;
    const absence = this.#absence;
    this.#absence = null;
    if (!absence) return;
    const { node, lost, here: m } = absence;
    const n = lost + m;
    const key = n === 0 ? "none" : lost > 0 ? "some" : n === 1 ? "one" : "all";
    this.#write({ key: `wall.back.${key}`, params: { node, n, m } });
  }

  #write(line) {
    this.#waiting.push(line);
    if (this.#waiting.length > LINES) this.#waiting.shift();
    if (!this.#flush) this.#flush = setTimeout(() => this.#flushNow(), BATCH);
  }

  #flushNow() {
    clearTimeout(this.#flush);
    this.#flush = 0;
    if (this.#waiting.length === 0) return;
    const follow = this.#atBottom();
    // A few new lines may be seen arriving; in a crowd, movement says nothing and costs much.
    const live = view.getAttribute("aria-busy") === "false" && this.#waiting.length <= CROWD;
    list.append(...this.#waiting.map(({ publication, key, params }) => (key ? notice(key, params) : entry(publication, live))));
    while (list.childElementCount > LINES) list.firstElementChild.remove();
    if (follow) this.#toBottom();
    else this.#count((this.#unseen += this.#waiting.length));
    this.#waiting = [];
    empty.hidden = true;
  }

  #atBottom() {
    return view.scrollHeight - view.scrollTop - view.clientHeight < 48;
  }

  #toBottom() {
    view.scrollTop = view.scrollHeight;
    this.#seen();
  }

  #seen() {
    this.#unseen = 0;
    this.#count();
  }

  #count() {
    more.hidden = this.#unseen === 0;
    more.textContent = text("wall.new", { n: this.#unseen });
  }
}

function entry({ node, time, data, b64data }, live) {
  const li = document.createElement("li");
  li.dataset.node = node;
  li.className = slot(node);
  const words = document.createElement("p");
  // Somebody else's words may run from right to left; they must not turn the line around.
  words.dir = "auto";
  if (b64data === undefined) words.textContent = typeof data === "string" ? data : JSON.stringify(data);
  else say(words, "wall.binary", { n: atob(b64data).length });
  const from = document.createElement("span");
  from.className = "from";
  const name = document.createElement("span");
  name.className = "node";
  name.textContent = node;
  const when = document.createElement("time");
  when.dateTime = new Date(time).toISOString();
  when.title = new Date(time).toLocaleString(currentLanguage());
  when.textContent = clockTime(time);
  from.append(name, when);
  li.append(words, from);
  if (live) {
    li.classList.add("fresh");
    whisper(node);
  }
  return li;
}

function notice(key, params) {
  const li = document.createElement("li");
  li.className = "notice";
  const words = document.createElement("span");
  say(words, key, params);
  li.append(words);
  return li;
}
