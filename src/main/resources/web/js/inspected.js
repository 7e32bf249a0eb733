// One connection to /inspect, which answers every message, so that a message now and then shows whether the server is still there.
import { NORMAL } from "./closecodes.js";
import { socketUrl } from "./feed.js";

const ASK_EVERY = 2_000;
const PATIENCE = 5_000;

export class Inspected {
  #socket;
  #calls;
  #questions = [];
  #heard = performance.now();
  #timer;
  #over = false;

  /** Calls back: opened(first message), got({kind, bytes, frames}), pong({ms}), other(text), closed({code, reason, wasClean, silent}). */
  constructor(calls) {
    this.#calls = calls;
    this.#socket = new WebSocket(socketUrl("inspect"));
    this.#socket.onmessage = ({ data }) => this.#take(data);
    this.#socket.onclose = ({ code, reason, wasClean }) => this.#end({ code, reason, wasClean, silent: false });
    this.#timer = setInterval(() => this.#ask(), ASK_EVERY);
  }

  send(text) {
    this.#say(text, false);
  }

  close() {
    this.#socket.close(NORMAL);
  }

  #take(data) {
    this.#heard = performance.now();
    const message = JSON.parse(data);
    if (message.request) {
      this.#questions = [];
      this.#calls.opened(message);
    } else if (message.message) {
      if (!this.#questions.shift()) this.#calls.got?.(message.message);
    } else if (message.pong) {
      this.#calls.pong?.(message.pong);
    } else {
      this.#calls.other?.(data);
    }
  }

  #ask() {
    if (this.#questions.includes(true) && performance.now() - this.#heard > PATIENCE) {
      this.#socket.close();
      this.#end({ code: 1006, reason: "", wasClean: false, silent: true });
    } else if (this.#socket.readyState === WebSocket.OPEN) {
      this.#say("{}", true);
    } else if (this.#socket.readyState === WebSocket.CONNECTING) {
      // Opening the connection counts as a question, too: it must be answered in time.
      this.#questions = [true];
    }
  }

  #say(text, quiet) {
    this.#questions.push(quiet);
    this.#socket.send(text);
  }

  #end(how) {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#timer);
    this.#socket.onmessage = null;
    this.#calls.closed(how);
  }
}
