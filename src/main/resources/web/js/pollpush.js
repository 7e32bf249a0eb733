// Poll or push: one result, awaited in both ways at once, and what each way costs.
import { answerBytes, frameBytes, handshakeBytes, requestBytes } from "./bytes.js";
import { socketUrl } from "./feed.js";
import { quote, say, text } from "./language.js";
import { Log } from "./log.js";

const EVERY = 1000;
const SOONEST = 5000;
const LATEST = 15_000;

const button = document.getElementById("announce");
const note = document.getElementById("announce-note");
const pollLog = new Log("poll-log");
const pushLog = new Log("push-log");

export function startPollOrPush() {
  button.addEventListener("click", async () => {
    button.disabled = true;
    say(note, "announce.wait");
    try {
      await tell(`echo:result-${Math.random().toString(36).slice(2, 10)}`);
      say(note, "announce.done");
    } catch (failure) {
      say(note, "announce.failed", { message: failure.message });
    }
    button.disabled = false;
  });
}

/** The whole story of one result. */
async function tell(channel) {
  const stop = new AbortController();
  for (const log of [pollLog, pushLog]) log.clear();
  const poll = new Side("poll");
  const push = new Side("push");
  try {
    const pushed = waitForPush(channel, push, stop.signal);
    const polled = askAgainAndAgain(channel, poll, stop.signal);
    const published = sleep(SOONEST + Math.random() * (LATEST - SOONEST)).then(() => publish(channel));
    const [known, asked, moments] = await Promise.all([pushed, polled, published]);
    const moment = publicationMoment(known.publication, moments, known.at);
    push.stale(known.at - moment);
    poll.stale(asked.at - moment);
  } finally {
    stop.abort();
  }
}

/** GET, again and again, each time with what we know already, so that the server may answer 304. */
async function askAgainAndAgain(channel, side, signal) {
  let position = null;
  let etag = null;
  for (;;) {
    const url = new URL(`poll/${channel}?${position ? `after=${position}&` : ""}limit=10`, document.baseURI).href;
    const headers = etag ? { "If-None-Match": etag } : {};
    const response = await fetch(url, { headers, cache: "no-store", signal });
    const body = await response.text();
    side.count(requestBytes(url, "GET", headers) + answerBytes(response, body));
    if (response.status !== 304) {
      const page = JSON.parse(body);
      if (page.error) throw new Error(page.error.message);
      const [first] = page.publications;
      if (first) {
        pollLog.write("yes", response.status, ["poll.yes", { data: first.data }]);
        return { at: Date.now() };
      }
      // The first answer tells where now is; its ETag belongs to an address that is not asked again.
      etag = position ? response.headers.get("ETag") : null;
      position = `${page.epoch}:${page.offset}`;
    }
    pollLog.write("no", response.status, ["poll.no"]);
    await sleep(EVERY);
    signal.throwIfAborted();
  }
}

/** One WebSocket, opened once; then nothing until there is something. */
function waitForPush(channel, side, signal) {
  const url = socketUrl(`ws/${channel}?format=json`);
  const socket = new WebSocket(url);
  signal.addEventListener("abort", () => socket.close(1000));
  return new Promise((resolve, reject) => {
    socket.onopen = () => side.count(handshakeBytes(url));
    socket.onmessage = ({ data }) => {
      const at = Date.now();
      const publication = JSON.parse(data);
      side.count(frameBytes(data), 0);
      if (!("data" in publication)) {
        pushLog.write("open", "101", ["push.open", { node: publication.node }]);
        return;
      }
      pushLog.write("yes", "←", ["push.frame", { data: publication.data }]);
      resolve({ at, publication });
    };
    socket.onclose = ({ code }) => {
      if (!signal.aborted) pushLog.write("lost", "×", ["push.lost", { code }]);
      reject(new Error(text("push.lost", { code })));
    };
  });
}

async function publish(channel) {
  const sent = Date.now();
  const response = await fetch(new URL(`publish/${channel}`, document.baseURI), {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: text("result"),
  });
  const answer = await response.json();
  if (answer.error) throw new Error(answer.error.message);
  return { sent, answered: Date.now() };
}

/** When it was published, on this computer's clock: the server's may differ, but it was between our sending and the first we heard of it. */
function publicationMoment({ time }, { sent, answered }, heard) {
  return Math.min(Math.max(time, sent), answered, heard);
}

class Side {
  #name;
  #requests = 0;
  #bytes = 0;

  constructor(name) {
    this.#name = name;
    for (const what of ["requests", "bytes", "stale"]) this.#show(what, "–");
  }

  count(bytes, requests = 1) {
    this.#show("requests", (this.#requests += requests));
    this.#show("bytes", (this.#bytes += bytes).toLocaleString("en").replace(/,/g, "\u202f"));
  }

  stale(ms) {
    this.#show("stale", `${Math.round(ms)} ms`);
  }

  #show(what, value) {
    quote(document.getElementById(`${this.#name}-${what}`), String(value));
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
