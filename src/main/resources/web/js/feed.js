// One channel over one WebSocket that comes back by itself and goes on from the last position it has seen.
import { SERVICE_RESTART } from "./closecodes.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const PATIENCE = 10_000;

/** The address of a WebSocket route on the server this page came from. */
export function socketUrl(route) {
  const url = new URL(route, document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * Calls back: subscribed({node, epoch, offset, before}), publication(p), gap(g), refused(e),
 * state("connecting" | "connected" | "waiting", detail). `before` is the position held when the connection was lost.
 */
export class Feed {
  #channel;
  #calls;
  #from;
  #socket = null;
  #attempt = 0;
  #retry = 0;
  #position = null;
  #silence;
  #silent = 0;

  /** `from`: where the first connection starts (":0" is everything kept); `silence` gives the ms without a message that mean it is dead. */
  constructor(channel, calls, { from = null, silence = null } = {}) {
    this.#channel = channel;
    this.#calls = calls;
    this.#from = from;
    this.#silence = silence;
    addEventListener("online", () => this.#socket ?? this.#later(Math.random() * 500));
    this.#connect();
  }

  /** Sends a text; false when there is no connection to send it on. */
  send(text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  #connect() {
    clearTimeout(this.#retry);
    const after = this.#position ? `${this.#position.epoch}:${this.#position.offset}` : this.#from;
    const socket = new WebSocket(socketUrl(`ws/${this.#channel}?format=json${after === null ? "" : `&after=${after}`}`));
    this.#socket = socket;
    this.#calls.state?.("connecting", {});
    // A connection attempt into a black hole would otherwise wait for minutes.
    const impatience = setTimeout(() => this.#drop(socket, 1006), PATIENCE);
    socket.onmessage = ({ data }) => {
      clearTimeout(impatience);
      this.#listen(socket);
      this.#take(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(impatience);
      this.#drop(socket, code);
    };
  }

  #take(message) {
    if (message.gap) {
      this.#position = { epoch: message.gap.epoch, offset: message.gap.oldest - 1 };
      this.#calls.gap?.(message.gap);
    } else if (message.error) {
      this.#calls.refused?.(message.error);
    } else if ("data" in message || "b64data" in message) {
      this.#attempt = 0;
      this.#position = { epoch: message.epoch, offset: message.offset };
      this.#calls.publication?.(message);
    } else if (message.channel) {
      if (!this.#silence) this.#attempt = 0;
      const before = this.#position;
      // With `after` the publications still to come lead up to message.offset; without, they start behind it.
      if (!before && (this.#from === null || message.offset === 0)) this.#position = { epoch: message.epoch, offset: message.offset };
      this.#calls.state?.("connected", { node: message.node });
      this.#calls.subscribed?.({ ...message, before });
    }
  }

  #drop(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#silent);
    socket.close();
    this.#later(wait(code, this.#attempt++));
  }

  #later(ms) {
    clearTimeout(this.#retry);
    this.#calls.state?.("waiting", { ms });
    this.#retry = setTimeout(() => this.#connect(), ms);
  }

  /** A half-open connection looks alive; on a channel that speaks regularly its silence gives it away. */
  #listen(socket) {
    if (!this.#silence) return;
    clearTimeout(this.#silent);
    this.#silent = setTimeout(() => this.#drop(socket, 1006), this.#silence());
  }
}

/** Full jitter: anything from nothing to the doubled wait, so that many clients of one dead instance do not come back at once. */
function wait(code, attempt) {
  if (code === SERVICE_RESTART) return Math.random() * 1000;
  return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
}
