// Poll or push: one result, awaited in both ways at once, and the cost of each.
import { switchOff } from "./buttons.js";
import { answerBytes, frameBytes, handshakeBytes, requestBytes } from "./bytes.js";
import { NORMAL } from "./closecodes.js";
import { socketUrl } from "./feed.js";
import { say, text } from "./language.js";
import { Side } from "./side.js";

const EVERY = 1000;
const SOONEST = 5000;
const LATEST = 15_000;
// The time limit for one answer; and for the whole exchange, in case the server stalls.
const PATIENCE = 5_000;
const LONGEST = 40_000;

const button = document.getElementById("announce");
const note = document.getElementById("announce-note");

export function startPollOrPush() {
  button.addEventListener("click", async () => {
    switchOff(button);
    say(note, "announce.wait");
    try {
      await tell(`echo:result-${Math.random().toString(36).slice(2, 10)}`);
      say(note, "announce.done");
    } catch (failure) {
      say(note, "announce.failed", { message: failure.message });
    }
    switchOff(button, false);
  });
}

/** The whole story of one result. */
async function tell(channel) {
  const stop = new AbortController();
  const poll = new Side("poll");
  const push = new Side("push");
  try {
    const pushed = waitForPush(channel, push, stop.signal);
    const polled = askAgainAndAgain(channel, poll, stop.signal);
    const published = sleep(SOONEST + Math.random() * (LATEST - SOONEST)).then(() => {
      stop.signal.throwIfAborted();
      return publish(channel);
    });
    const tooLong = sleep(LONGEST).then(() => {
      throw new Error(text("announce.silence"));
    });
    const [known, asked, moments] = await Promise.race([Promise.all([pushed, polled, published]), tooLong]);
    const moment = publicationMoment(known.publication, moments, known.at);
    push.published(Date.now() - moment, known.at - moment);
    poll.published(Date.now() - moment, asked.at - moment);
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
    const { response, body, failure } = await get(url, headers, signal);
    side.count(requestBytes(url, "GET", headers) + (failure ? 0 : answerBytes(response, body)), 1);
    if (failure) {
      side.happened("lost", "×", ["poll.error", { message: failure.message }]);
    } else if (response.status === 304) {
      side.happened("no", response.status, ["poll.no"]);
    } else {
      const page = JSON.parse(body);
      if (page.error) throw new Error(page.error.message);
      const [first] = page.publications;
      if (first) {
        side.happened("yes", response.status, ["poll.yes", { data: first.data }]);
        return { at: Date.now() };
      }
      // The first answer gives the current position; its ETag is for a URL that is not requested again.
      etag = position ? response.headers.get("ETag") : null;
      position = `${page.epoch}:${page.offset}`;
      side.happened("no", response.status, ["poll.no"]);
    }
    await sleep(EVERY);
    signal.throwIfAborted();
  }
}

/** An instance that dies in the middle costs one answer, not the story. */
async function get(url, headers, signal) {
  try {
    const response = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    signal.throwIfAborted();
    if (response.status >= 500) return { failure: new Error(response.status) };
    return { response, body: await response.text() };
  } catch (failure) {
    signal.throwIfAborted();
    return { failure };
  }
}

/** One WebSocket, opened once; then nothing until there is something. */
function waitForPush(channel, side, signal) {
  const url = socketUrl(`ws/${channel}?format=json`);
  const socket = new WebSocket(url);
  signal.addEventListener("abort", () => socket.close(NORMAL));
  return new Promise((resolve, reject) => {
    socket.onopen = () => side.count(handshakeBytes(url), 1);
    socket.onmessage = ({ data }) => {
      const at = Date.now();
      const publication = JSON.parse(data);
      side.count(frameBytes(data));
      if (!("data" in publication)) {
        side.happened("open", "101", ["push.open", { node: publication.node }]);
        return;
      }
      side.happened("yes", "←", ["push.frame", { data: publication.data }]);
      resolve({ at, publication });
    };
    socket.onclose = ({ code }) => {
      if (!signal.aborted) side.happened("lost", "×", ["push.lost", { code }]);
      reject(new Error(text("push.lost", { code })));
    };
  });
}

/** The same key each time: of several only the first counts, so an answer that does not come costs another request and no more. */
async function publish(channel) {
  const sent = Date.now();
  const request = {
    method: "POST",
    headers: { "Content-Type": "text/plain", "Idempotency-Key": channel },
    body: text("result"),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(new URL(`publish/${channel}`, document.baseURI), { ...request, signal: AbortSignal.timeout(PATIENCE) });
      const answer = await response.json();
      if (answer.error) throw new Error(answer.error.message);
      return { sent, answered: Date.now() };
    } catch (failure) {
      if (failure.name !== "TimeoutError" || attempt === 3) throw failure;
    }
  }
}

/** When it was published, on this computer's clock: the server's may differ, but it was between our sending and the first we heard of it. */
function publicationMoment({ time }, { sent, answered }, heard) {
  return Math.min(Math.max(time, sent), answered, heard);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
