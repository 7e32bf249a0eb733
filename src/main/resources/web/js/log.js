// A log; each line has the seconds since it was started.
import { say } from "./language.js";

const LINES = 200;

export class Log {
  #list;
  #start = performance.now();

  constructor(id) {
    this.#list = document.getElementById(id);
  }

  clear() {
    this.#list.replaceChildren();
    this.restart();
  }

  restart() {
    this.#start = performance.now();
  }

  /** Writes a line: a mark, or the key of a word (its kind is the line's class) and a text by its key; more texts may follow on the same line. */
  write(kind, mark, ...texts) {
    const li = document.createElement("li");
    li.className = kind;
    const when = document.createElement("span");
    when.className = "log-time";
    when.textContent = `${((performance.now() - this.#start) / 1000).toFixed(1)} s`;
    const sign = document.createElement("span");
    sign.className = "log-mark";
    say(sign, mark);
    const words = document.createElement("span");
    for (const [key, params] of texts) {
      const part = document.createElement("span");
      say(part, key, params);
      words.append(part);
    }
    li.append(when, sign, words);
    this.#list.append(li);
    while (this.#list.childElementCount > LINES) this.#list.firstElementChild.remove();
    this.#list.scrollTop = this.#list.scrollHeight;
  }
}
