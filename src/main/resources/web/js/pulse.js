// Decides whether the server is still there, from what arrives on this one connection. When it is quiet, it is pinged.
const QUIET = 2_000;
const SOON = 500;
const PATIENCE = 3_000;

// Whether the server answers {"ping":n}; null until that is known. An older version would take it for a message.
let answered = null;
// Random, so that a message on the wall is hardly ever mistaken for another page's ping.
let count = Math.floor(Math.random() * 1e9);

// A server that does not react at all is assumed to be of an older version.
const SURELY = 3_000;
let know;

/** Resolves when it is known. */
export const known = new Promise((resolve) => (know = resolve));
setTimeout(() => learn(answered ?? false), SURELY);

export const pings = () => answered;

function learn(what) {
  answered = what;
  know();
}

/** The session was closed because of a ping: this server does not know pings. */
export function pingsAreRefused() {
  learn(answered ?? false);
}

export class Pulse {
  /** Whether a ping is unanswered. */
  asked = false;
  #socket;
  #quiet;
  #asksFirst;
  #silent;
  #waiting = false;
  #question = "";
  #timer = 0;

  /** `quiet` returns the ms of silence after which a server that answers no pings counts as dead; `asksFirst`: ping before it is known. */
  constructor(socket, quiet, asksFirst, silent) {
    this.#socket = socket;
    this.#quiet = quiet;
    this.#asksFirst = asksFirst;
    this.#silent = silent;
  }

  /** A message arrived. */
  heard(message) {
    if ("pong" in message) {
      learn(true);
      this.asked = false;
    }
    this.#waiting = false;
    this.#goOn();
  }

  /** Whether a publication is our own ping, which an older server took for a message. */
  wasTakenForWords({ data }) {
    if (!this.asked || data !== this.#question) return false;
    learn(false);
    return true;
  }

  /** Something was sent that should be answered without a ping. */
  expectSoon() {
    if (this.#mayAsk() && !this.#waiting) this.#after(SOON, () => this.ask());
  }

  /** Pings now. */
  ask() {
    if (this.#waiting || !this.#mayAsk() || this.#socket.readyState !== WebSocket.OPEN) return;
    this.asked = true;
    this.#waiting = true;
    this.#question = `{"ping":${++count}}`;
    this.#socket.send(this.#question);
    this.#after(PATIENCE, this.#silent);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #goOn() {
    if (this.#asksFirst && answered === null && !this.asked) this.ask();
    else if (answered === true) this.#after(QUIET, () => this.ask());
    else if (this.#quiet) this.#after(this.#quiet(), this.#silent);
    else this.#after(QUIET, () => this.#goOn());
  }

  #mayAsk() {
    return answered === true || (this.#asksFirst && answered === null);
  }

  #after(ms, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }
}
