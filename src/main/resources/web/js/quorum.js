// Whether enough instances see each other to publish. Asked only when something hints that they don't, and until they do.
import { known } from "./nodes.js";
import { showMute } from "./status.js";

const EVERY = 2_000;
const PATIENCE = 3_000;

let asking = false;
let refused = false;

/** Something hints at it: the clock stands still, a connection came back. */
export async function askForQuorum() {
  if (asking) return;
  asking = true;
  for (;;) {
    const answer = await instances();
    if (answer?.publishing === true) refused = false;
    if (answer?.publishing === false) showMute({ seen: answer.instances.length, all: Math.max(answer.expected, known()) });
    else showMute(refused ? {} : null);
    if (!refused && answer?.publishing !== false) break;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  asking = false;
}

/** Words were refused for want of it. */
export function quorumIsMissing() {
  refused = true;
  showMute({});
  askForQuorum();
}

/** Words were taken: there is one. */
export function quorumIsThere() {
  if (refused) showMute(null);
  refused = false;
}

async function instances() {
  try {
    const response = await fetch(new URL("instances", document.baseURI), { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
