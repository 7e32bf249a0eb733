// One channel over one WebSocket, which reconnects by itself and resumes from the last position it has seen.
import { POLICY_VIOLATION, SERVICE_RESTART, TOO_BIG } from "./closecodes.js";
import { knock } from "./knock.js";
import { Pulse, pings, pingsAreRefused } from "./pulse.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
// From opening the connection to the first message.
const PATIENCE = 6_000;
// After a connection that lasted this long, the backoff starts over.
const GOOD = 5_000;
// While the browser says that it is offline. It may be wrong: a server on the same machine needs no network.
const OFFLINE_WAIT = 5_000;

/** The address of a WebSocket route on the server this page came from. */
export function socketUrl(route) {
  const url = new URL(route, document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * Calls back: subscribed({node, epoch, offset, before}), publication(p), gap(g), acknowledged(a), refused(e), lost(),
 * state("connecting" | "connected" | "waiting", detail). `before` is the position held when the connection was lost;
 * `detail` of "waiting" has `ms`, and `silent`, the node, when the connection was given up because the node was silent.
 */
export class Feed {
  #channel;
  #calls;
  #from;
  #quiet;
  #asksFirst;
  #socket = null;
  #pulse = null;
  #node = null;
  #since = 0;
  #attempt = 0;
  #retry = 0;
  #position = null;
  #silent = null;

  /**
   * `from`: the position the first connection starts at (":0" is the whole history); `quiet` returns the ms without a
   * message after which a server that answers no pings counts as dead; `asksFirst`: this feed finds out whether it does.
   */
  constructor(channel, calls, { from = null, quiet = null, asksFirst = false } = {}) {
    this.#channel = channel;
    this.#calls = calls;
    this.#from = from;
    this.#quiet = quiet;
    this.#asksFirst = asksFirst;
    addEventListener("offline", () => this.#socket ? this.#drop(this.#socket, 1006) : this.#later(OFFLINE_WAIT));
    addEventListener("online", () => this.#node ?? this.#redial());
    document.addEventListener("visibilitychange", () => document.hidden || this.#pulse?.ask());
    this.#connect();
  }

  /**
   * Sends words, and gives the node they went to; null when they cannot be sent now. A server that answers pings also
   * acknowledges, by this id, and takes what comes twice with it once.
   */
  say(id, text) {
    if (this.#node === null || this.#socket?.readyState !== WebSocket.OPEN || pings() === null) return null;
    this.#socket.send(pings() ? JSON.stringify({ id, idempotency_key: id, data: text }) : text);
    this.#pulse.expectSoon();
    return this.#node;
  }

  #connect() {
    clearTimeout(this.#retry);
    const after = this.#position ? `${this.#position.epoch}:${this.#position.offset}` : this.#from;
    const url = `ws/${this.#channel}?format=json&ack=true${after === null ? "" : `&after=${after}`}`;
    const socket = new WebSocket(socketUrl(url));
    this.#socket = socket;
    this.#calls.state?.("connecting", {});
    // Without this, connecting to an address that drops packets would take minutes to fail.
    const impatience = setTimeout(() => this.#fallSilent(socket), PATIENCE);
    const pulse = new Pulse(socket, this.#quiet, this.#asksFirst, () => this.#fallSilent(socket));
    this.#pulse = pulse;
    socket.onopen = () => pulse.ask();
    socket.onmessage = ({ data }) => {
      clearTimeout(impatience);
      if (socket !== this.#socket) return;
      const message = JSON.parse(data);
      pulse.heard(message);
      this.#take(message);
    };
    socket.onclose = ({ code, reason }) => {
      clearTimeout(impatience);
      if (code === POLICY_VIOLATION && pulse.asked) pingsAreRefused();
      else if (code === POLICY_VIOLATION || code === TOO_BIG) this.#calls.refused?.({ message: reason || code });
      this.#drop(socket, code);
    };
  }

  #take(message) {
    if ("pong" in message) return;
    if (message.gap) {
      this.#position = { epoch: message.gap.epoch, offset: message.gap.oldest - 1 };
      this.#calls.gap?.(message.gap);
    } else if (message.ack) {
      this.#calls.acknowledged?.(message.ack);
    } else if (message.error) {
      this.#calls.refused?.({ id: message.id, ...message.error });
    } else if ("data" in message || "b64data" in message) {
      this.#position = { epoch: message.epoch, offset: message.offset };
      if (!this.#pulse.wasTakenForWords(message)) this.#calls.publication?.(message);
    } else if (message.channel) {
      const before = this.#position;
      // With `after`, publications follow up to message.offset; without it, they start after message.offset.
      if (!before && (this.#from === null || message.offset === 0)) this.#position = { epoch: message.epoch, offset: message.offset };
      this.#node = message.node;
      this.#since = performance.now();
      this.#silent = null;
      this.#calls.state?.("connected", { node: message.node });
      this.#calls.subscribed?.({ ...message, before });
    }
  }

  #fallSilent(socket) {
    if (socket !== this.#socket) return;
    this.#silent = this.#node ?? this.#silent ?? "";
    this.#drop(socket, 1006);
  }

  #drop(socket, code) {
    if (socket !== this.#socket) return;
    if (this.#node !== null && performance.now() - this.#since > GOOD) this.#attempt = 0;
    this.#socket = null;
    this.#node = null;
    this.#pulse?.stop();
    this.#pulse = null;
    socket.close();
    this.#calls.lost?.();
    this.#later(navigator.onLine ? wait(code, this.#attempt++) : OFFLINE_WAIT);
  }

  #later(ms) {
    clearTimeout(this.#retry);
    this.#calls.state?.("waiting", { ms, silent: this.#silent });
    this.#retry = setTimeout(() => this.#dial(), ms);
  }

  /** If the last connection ended in silence, checks with a plain request that an instance answers. */
  async #dial() {
    if (this.#silent !== null) await knock();
    if (!this.#socket) this.#connect();
  }

  #redial() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#later(Math.random() * FIRST_WAIT);
  }
}

/** Full jitter: a random delay up to the doubled one, so that the clients of a dead instance do not all reconnect at once. */
function wait(code, attempt) {
  if (code === SERVICE_RESTART) return Math.random() * 1000;
  return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
}
