// A plain HTTP request before reconnecting to a server that went silent. A balancer by least connections would send each
// new connection to the stalled instance, since that one has lost all of its own. So a request that is not answered is left
// open, where it counts as a connection, and others are sent until one is answered; then a new connection gets through.
const EVERY = 1_000;
const MOST = 4;
const LONGEST = 10_000;

let waiting = 0;
let round = null;

/** Resolves when a request was answered or failed at once; then a new connection will not hang either. */
export function knock() {
  round ??= untilAnswered().finally(() => (round = null));
  return round;
}

async function untilAnswered() {
  let timer = 0;
  await new Promise((resolve) => {
    ask(resolve);
    timer = setInterval(() => ask(resolve), EVERY);
  });
  clearInterval(timer);
}

async function ask(answered) {
  if (waiting >= MOST) return;
  waiting++;
  try {
    await fetch(new URL("instances", document.baseURI), { cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
    answered();
  } catch ({ name }) {
    if (name !== "TimeoutError") answered();
  } finally {
    waiting--;
  }
}
