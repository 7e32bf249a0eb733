// Messages sent from this page that have not come back yet. They are shown below the wall until the wall shows them.
import { say } from "./language.js";

const MOST = 20;
const REMEMBERED = 500;
const MAY_COME = ["sent", "unsure", "again", "unknown"];
const BY_HAND = ["unknown", "refused", "lost"];

const list = document.getElementById("pending");

/**
 * Each has an id of its own. Once acknowledged it is matched by its position; without an acknowledgement (an older server,
 * or the connection was lost first) by its text and the instance it was sent through.
 * States: held (no connection yet), sent, unsure (connection lost), again (sent again), unknown (no answer from the
 * cluster in time), refused, lost.
 */
export class Pending {
  #send;
  #own = [];
  #heard = new Set();

  /** `send(id, text)` returns the node it was sent to, or null when there is no connection. */
  constructor(send) {
    this.#send = send;
  }

  /** Sends it now or as soon as there is a connection; false when too many messages are waiting already. */
  say(words) {
    if (this.#own.length >= MOST) return false;
    const one = { id: newId(), words, element: line(words), state: "held", node: null, position: null, back: false };
    this.#own.push(one);
    list.append(one.element);
    this.#deliver(one, "sent");
    return true;
  }

  /** The connection is lost; messages in flight may or may not have arrived. */
  lost() {
    for (const one of this.#own) if (one.state === "sent" || one.state === "again") this.#mark(one, "unsure");
  }

  acknowledged({ id, epoch, offset }) {
    const one = this.#own.find((each) => each.id === id);
    if (!one) return;
    one.position = { epoch, offset };
    if (this.#heard.has(`${epoch}:${offset}`)) this.#comesBack(one);
  }

  /** Whether the publication is one of ours. It stays pending until sweep(), when the wall shows it. */
  heard({ epoch, offset, node, data }) {
    this.#heard.add(`${epoch}:${offset}`);
    if (this.#heard.size > REMEMBERED) this.#heard.delete(this.#heard.values().next().value);
    const waiting = this.#own.filter((each) => !each.back);
    const one = waiting.find((each) => each.position?.epoch === epoch && each.position.offset === offset)
      ?? waiting.find((each) => MAY_COME.includes(each.state) && !each.position && each.node === node && each.words === data);
    if (one) one.back = true;
    return Boolean(one);
  }

  /** Removes messages that the wall shows by now. */
  sweep() {
    for (const one of this.#own.filter((each) => each.back)) this.#comesBack(one);
  }

  /** After a gap: positions before this one are no longer kept, and positions of another epoch are void. */
  gap({ epoch, oldest }) {
    for (const one of this.#own.filter((each) => each.position)) {
      if (one.position.epoch !== epoch) this.#mark(one, "lost");
      else if (one.position.offset < oldest) this.#comesBack(one);
    }
  }

  /** The history has arrived, so messages not in it were never published. Sends them again and returns how many. */
  caughtUp() {
    const missing = this.#own.filter((each) => each.state === "unsure" && !each.position && !each.back);
    for (const one of missing) this.#deliver(one, "again");
    this.deliverHeld();
    return missing.length;
  }

  /** Sends messages that waited for a connection. */
  deliverHeld() {
    for (const one of this.#own.filter((each) => each.state === "held")) this.#deliver(one, "sent");
  }

  /** Marks it as refused, to be sent again by hand, and returns it; null when it is not ours. Without an id, the first one sent. */
  refused({ id, name, message }) {
    const one = this.#own.find((each) => (id === undefined ? each.state === "sent" || each.state === "again" : each.id === id));
    if (!one) return null;
    this.#mark(one, name === "outcome_unknown" ? "unknown" : "refused", { message });
    return one;
  }

  /** Removes a message that was not published. */
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

/** Not crypto.randomUUID, which is available only to pages from https and localhost. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
