// The wall: each message with its time and the instance it was published through. Keeps the last lines only and renders in batches.
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

export class Wall {
  #waiting = [];
  #flush = 0;
  #unseen = 0;
  #absence = null;
  #settle = 0;
  #pending;
  #top;

  /** `top` fetches the channel's current position, or null. */
  constructor(pending, top) {
    this.#pending = pending;
    this.#top = top;
    view.addEventListener("scroll", () => this.#atBottom() && this.#seen(), { passive: true });
    more.addEventListener("click", () => {
      this.toBottom();
      document.getElementById("say").focus();
    });
    // A keyboard that opens on a phone, or a turned screen, changes the height; the newest line stays in view.
    let stuck = true;
    view.addEventListener("scroll", () => (stuck = this.#atBottom()), { passive: true });
    new ResizeObserver(() => stuck && this.toBottom()).observe(view);
    inLanguage(() => this.#count());
  }

  subscribed({ node, before }) {
    const absence = before && { node, lost: 0, here: 0, before: before.offset, anew: false, at: before, top: null };
    this.#absence = absence;
    this.#soonSettled();
    if (absence) this.#untilCaughtUp(absence);
  }

  publication(publication) {
    const own = this.#pending.heard(publication);
    this.#write({ publication });
    const absence = this.#absence;
    if (!absence) return;
    // Lines that arrive while the last of the missed ones is still awaited.
    if (absence.top && reached(absence)) return;
    if (!own) absence.here++;
    absence.at = publication;
    // Still catching up: after a long absence this takes a while.
    this.#soonSettled();
  }

  gap(gap) {
    this.#pending.gap(gap);
    if (!this.#absence) return;
    if (gap.reason === "epoch") this.#absence.anew = true;
    else this.#absence.lost = Math.max(0, gap.oldest - 1 - this.#absence.before);
    this.#absence.at = { epoch: gap.epoch, offset: gap.oldest - 1 };
  }

  /** If the connection is lost again while catching up, only the later absence is reported; it includes what is still missing. */
  lost() {
    this.#pending.lost();
    clearTimeout(this.#settle);
    this.#absence = null;
  }

  /** Catching up is done at the position that the channel had when the connection was back. */
  async #untilCaughtUp(absence) {
    absence.top = (await this.#top()) ?? absence.at;
    if (absence === this.#absence) this.#soonSettled();
  }

  #soonSettled() {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#settled(), SETTLED);
  }

  /** Catching up is done (or nothing was missed): from here on a new line is news, and screen readers announce it. */
  #settled() {
    const absence = this.#absence;
    if (absence && !reached(absence)) return;
    this.#flushNow();
    view.setAttribute("aria-busy", "false");
    empty.hidden = list.childElementCount > 0;
    this.#absence = null;
    const again = this.#pending.caughtUp();
    if (absence) this.#tell(absence, again);
  }

  #tell({ node, lost, here: m, anew }, again) {
    const n = lost + m;
    const key = anew ? "anew" : n === 0 ? (again ? "unheard" : "none") : lost > 0 ? "some" : n === 1 ? "one" : "all";
    this.#write({ key: `wall.back.${key}`, params: { node, n, m, k: again } });
    if (again && key !== "unheard") this.#write({ key: "wall.unheard", params: { k: again } });
  }

  #write(line) {
    this.#waiting.push(line);
    if (this.#waiting.length > LINES) this.#waiting.shift();
    if (!this.#flush) this.#flush = setTimeout(() => this.#flushNow(), BATCH);
  }

  #flushNow() {
    clearTimeout(this.#flush);
    this.#flush = 0;
    this.#pending.sweep();
    if (this.#waiting.length === 0) return;
    const follow = this.#atBottom();
    // Animate a few new lines; for many at once the animation tells nothing and is expensive.
    const live = view.getAttribute("aria-busy") === "false" && this.#waiting.length <= CROWD;
    list.append(...this.#waiting.map(({ publication, key, params }) => (key ? notice(key, params) : entry(publication, live))));
    while (list.childElementCount > LINES) list.firstElementChild.remove();
    if (follow) this.toBottom();
    else this.#count((this.#unseen += this.#waiting.length));
    this.#waiting = [];
    empty.hidden = true;
  }

  #atBottom() {
    return view.scrollHeight - view.scrollTop - view.clientHeight < 48;
  }

  /** Scrolls to the newest line and the pending ones below it. */
  toBottom() {
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

/** Whether the whole history has arrived; a change of epoch is reported as a gap first. */
function reached({ at, top }) {
  return top !== null && (at.epoch !== top.epoch || at.offset >= top.offset);
}

function entry({ node, time, data, b64data }, live) {
  const li = document.createElement("li");
  li.dataset.node = node;
  li.className = slot(node);
  const words = document.createElement("p");
  // Text from right to left must not change the order of the rest of the line.
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
