// Whether there is a quorum to publish. Asked only when something suggests there is none, and then until there is.
import { known, showInstances } from "./nodes.js";
import { showMute } from "./status.js";

const EVERY = 2_000;
const PATIENCE = 3_000;

let asking = false;
let refused = false;

/** Called on a hint that there may be no quorum: the clock has stopped, or a connection was re-established. */
export async function askForQuorum() {
  if (asking) return;
  asking = true;
  for (;;) {
    const answer = await instances();
    if (answer?.publishing === true) refused = false;
    if (answer?.publishing === false) {
      // Without a quorum nothing is published to the channel of the instances, so it still lists the ones that are gone.
      showInstances(answer.instances);
      showMute({ seen: answer.instances.length, all: Math.max(answer.expected, known()) });
    } else {
      showMute(refused ? {} : null);
    }
    if (!refused && answer?.publishing !== false) break;
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  asking = false;
}

/** A message was refused for lack of a quorum. */
export function quorumIsMissing() {
  refused = true;
  showMute({});
  askForQuorum();
}

/** A message was accepted, so there is a quorum. */
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
