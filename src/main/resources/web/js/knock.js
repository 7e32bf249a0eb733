// A plain request before the next dial, when the last one was met with silence. A balancer that counts connections sends
// the next one where there are fewest: to the instance that stands still and has lost all of its own, each time again. So
// a request that is not answered stays there and counts, while others are sent; where one is answered, one can dial.
const EVERY = 1_000;
const MOST = 4;
const LONGEST = 10_000;

let waiting = 0;
let round = null;

/** Resolves when a plain request got any answer, or was turned away: then it is known at once whether one can dial. */
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
