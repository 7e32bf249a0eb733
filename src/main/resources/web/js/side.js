// One side of "poll or push": its log, its counters, and a strip with a mark for every exchange. Both strips have the same scale.
import { Log } from "./log.js";

const SVG = "http://www.w3.org/2000/svg";
const SCALE = 17_000;
const NARROW_SPACE = "\u202f";

export class Side {
  #name;
  #strip;
  #log;
  #start = performance.now();
  #requests = 0;
  #bytes = 0;

  /** A new story on the side of this name ("poll" or "push"): what an earlier one left is cleared away. */
  constructor(name) {
    this.#name = name;
    this.#strip = document.getElementById(`${name}-strip`);
    this.#strip.replaceChildren();
    this.#log = new Log(`${name}-log`);
    this.#log.clear();
    for (const what of ["requests", "bytes", "stale"]) this.#show(what, "–");
  }

  /** Counts bytes, and the requests it took to move them. */
  count(bytes, requests = 0) {
    this.#show("requests", (this.#requests += requests));
    this.#show("bytes", (this.#bytes += bytes).toLocaleString("en").replaceAll(",", NARROW_SPACE));
  }

  /** Writes a line and marks the strip; the kind is "open", "no", "yes" or "lost". */
  happened(kind, mark, ...texts) {
    this.#log.write(kind, mark, ...texts);
    this.#mark(kind, performance.now());
  }

  /** The moment of publication, and how much later this side knew. */
  published(ago, stale) {
    this.#mark("published", performance.now() - ago);
    this.#show("stale", `${Math.round(stale).toLocaleString("en").replaceAll(",", NARROW_SPACE)} ms`);
  }

  #mark(kind, at) {
    const x = `${(Math.min((at - this.#start) / SCALE, 1) * 96 + 2).toFixed(2)}%`;
    const whole = kind === "published";
    const shape = document.createElementNS(SVG, kind === "yes" ? "circle" : "line");
    const place = kind === "yes" ? { cx: x, cy: 16, r: 6 } : { x1: x, x2: x, y1: whole ? 0 : 9, y2: whole ? 32 : 23 };
    for (const [name, value] of Object.entries({ class: `mark-${kind}`, ...place })) shape.setAttribute(name, value);
    if (whole) this.#strip.prepend(shape);
    else this.#strip.append(shape);
  }

  #show(what, value) {
    document.getElementById(`${this.#name}-${what}`).textContent = value;
  }
}
