// What was said here and did not come back yet: it stands below the wall, marked, until it stands on it.
import { say } from "./language.js";

const MOST = 20;
const REMEMBERED = 500;
const MAY_COME = ["sent", "unsure", "again", "unknown"];
const BY_HAND = ["unknown", "refused", "lost"];

const list = document.getElementById("pending");

/**
 * Each has an id of its own. With an acknowledgement it is known by its position; without one (an older server, or a
 * connection that was lost before) by its words and the instance they were said at.
 * States: held (no connection yet), sent, unsure (the connection was lost), again (said again), unknown (the cluster gave
 * no answer in time), refused, lost.
 */
export class Pending {
  #send;
  #own = [];
  #heard = new Set();

  /** `send(id, text)` gives the node it went to, or null when there is no connection. */
  constructor(send) {
    this.#send = send;
  }

  /** Says it, now or as soon as there is a connection; false when too much waits already. */
  say(words) {
    if (this.#own.length >= MOST) return false;
    const one = { id: newId(), words, element: line(words), state: "held", node: null, position: null, back: false };
    this.#own.push(one);
    list.append(one.element);
    this.#deliver(one, "sent");
    return true;
  }

  /** The connection is gone, and with it whatever was on its way. */
  lost() {
    for (const one of this.#own) if (one.state === "sent" || one.state === "again") this.#mark(one, "unsure");
  }

  acknowledged({ id, epoch, offset }) {
    const one = this.#own.find((each) => each.id === id);
    if (!one) return;
    one.position = { epoch, offset };
    if (this.#heard.has(`${epoch}:${offset}`)) this.#comesBack(one);
  }

  /** Whether it is one of ours. It stays until sweep(), when the wall shows it. */
  heard({ epoch, offset, node, data }) {
    this.#heard.add(`${epoch}:${offset}`);
    if (this.#heard.size > REMEMBERED) this.#heard.delete(this.#heard.values().next().value);
    const waiting = this.#own.filter((each) => !each.back);
    const one = waiting.find((each) => each.position?.epoch === epoch && each.position.offset === offset)
      ?? waiting.find((each) => MAY_COME.includes(each.state) && !each.position && each.node === node && each.words === data);
    if (one) one.back = true;
    return Boolean(one);
  }

  /** Takes away what the wall shows by now. */
  sweep() {
    for (const one of this.#own.filter((each) => each.back)) this.#comesBack(one);
  }

  /** The stream goes on from there: what stood before is no longer kept, and of another epoch nothing is. */
  gap({ epoch, oldest }) {
    for (const one of this.#own.filter((each) => each.position)) {
      if (one.position.epoch !== epoch) this.#mark(one, "lost");
      else if (one.position.offset < oldest) this.#comesBack(one);
    }
  }

  /** All that was kept has come: what is not among it was not heard. Says it again, and gives how many that were. */
  caughtUp() {
    const missing = this.#own.filter((each) => each.state === "unsure" && !each.position && !each.back);
    for (const one of missing) this.#deliver(one, "again");
    this.deliverHeld();
    return missing.length;
  }

  /** Says what waited for a connection. */
  deliverHeld() {
    for (const one of this.#own.filter((each) => each.state === "held")) this.#deliver(one, "sent");
  }

  /** Marks it, to be said again by hand, and gives it; null when it is none of ours. Without an id it is the first that was sent. */
  refused({ id, name, message }) {
    const one = this.#own.find((each) => (id === undefined ? each.state === "sent" || each.state === "again" : each.id === id));
    if (!one) return null;
    this.#mark(one, name === "outcome_unknown" ? "unknown" : "refused", { message });
    return one;
  }

  /** Takes it back, unheard. */
  withdraw(one) {
    this.#comesBack(one);
  }

  #deliver(one, state) {
    const node = this.#send(one.id, one.words);
    if (node !== null) one.node = node;
    one.position = null;
    this.#mark(one, node === null ? "held" : state);
  }

  #comesBack(one) {
    this.#own = this.#own.filter((each) => each !== one);
    if (one.element.contains(document.activeElement)) document.getElementById("say").focus();
    one.element.remove();
  }

  #mark(one, state, params = {}) {
    one.state = state;
    const [, note] = one.element.children;
    one.element.dataset.state = state;
    note.replaceChildren();
    const words = document.createElement("span");
    say(words, `pending.${state}`, params);
    note.append(words);
    if (BY_HAND.includes(state)) note.append(button(() => this.#deliver(one, "again")));
  }
}

function line(words) {
  const li = document.createElement("li");
  const p = document.createElement("p");
  p.dir = "auto";
  p.textContent = words;
  const note = document.createElement("span");
  note.className = "pending-note";
  li.append(p, note);
  return li;
}

function button(act) {
  const again = document.createElement("button");
  again.type = "button";
  say(again, "pending.retry");
  again.addEventListener("click", act);
  return again;
}

/** Not of crypto.randomUUID, which pages from plain http elsewhere don't have. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
