// Whether the other end is still there, judged by what is heard on this one connection: whoever is quiet is asked.
const QUIET = 2_000;
const SOON = 500;
const PATIENCE = 3_000;

// Whether the server answers {"ping":n}; null until that is known. One of an older version would take it for words.
let answered = null;
// So that what one says to a wall is hardly what another one asks.
let count = Math.floor(Math.random() * 1e9);

// Of a server that says nothing at all to it, one of an older version is assumed.
const SURELY = 3_000;
let know;

/** When it is known. */
export const known = new Promise((resolve) => (know = resolve));
setTimeout(() => learn(answered ?? false), SURELY);

export const pings = () => answered;

function learn(what) {
  answered = what;
  know();
}

/** The session was ended for a ping: nothing but words is understood here. */
export function pingsAreRefused() {
  learn(answered ?? false);
}

export class Pulse {
  /** Whether a ping of ours was not answered yet. */
  asked = false;
  #socket;
  #quiet;
  #asksFirst;
  #silent;
  #waiting = false;
  #question = "";
  #timer = 0;

  /** `quiet` gives the ms of silence that mean it is dead where no pings are answered; `asksFirst`: asks before that is known. */
  constructor(socket, quiet, asksFirst, silent) {
    this.#socket = socket;
    this.#quiet = quiet;
    this.#asksFirst = asksFirst;
    this.#silent = silent;
  }

  /** A message came. */
  heard(message) {
    if ("pong" in message) {
      learn(true);
      this.asked = false;
    }
    this.#waiting = false;
    this.#goOn();
  }

  /** Whether a publication is our own ping, which an older server took for words. */
  wasTakenForWords({ data }) {
    if (!this.asked || data !== this.#question) return false;
    learn(false);
    return true;
  }

  /** Something is on its way there, and ought to be answered without being asked. */
  expectSoon() {
    if (this.#mayAsk() && !this.#waiting) this.#after(SOON, () => this.ask());
  }

  /** Asks now. */
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
