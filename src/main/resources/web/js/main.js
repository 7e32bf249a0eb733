// The connections the page keeps open: the wall, the ticks and the list of instances. Other panels open theirs on demand.
import { startLanguage } from "./language.js";
import { Feed } from "./feed.js";
import { interval, onSilentClock, showTick } from "./clock.js";
import { showInstances, showMine } from "./nodes.js";
import { showStatus } from "./status.js";
import { askForQuorum, quorumIsMissing, quorumIsThere } from "./quorum.js";
import { known } from "./pulse.js";
import { Pending } from "./pending.js";
import { giveBack, startSaying } from "./saying.js";
import { Wall } from "./wall.js";
import { startPollOrPush } from "./pollpush.js";
import { startLife } from "./life.js";
import { startHandshake } from "./handshake.js";
import { startSeveral } from "./several.js";
import { startTries } from "./tries.js";
import { startWhoAmI } from "./whoami.js";

startLanguage();

const pending = new Pending((id, text) => echo.say(id, text));
const wall = new Wall(pending, topOfEcho);
const echo = new Feed(
  "echo",
  {
    subscribed: (at) => {
      wall.subscribed(at);
      if (at.before) askForQuorum();
    },
    publication: (publication) => wall.publication(publication),
    gap: (gap) => wall.gap(gap),
    acknowledged: (ack) => {
      pending.acknowledged(ack);
      quorumIsThere();
    },
    refused: (error) => {
      const one = pending.refused(error);
      if (giveBack(one?.state === "refused" ? one.words : undefined, error)) pending.withdraw(one);
      if (error.name === "no_quorum") quorumIsMissing();
    },
    lost: () => wall.lost(),
    state: (state, detail) => {
      showStatus(state, detail);
      showMine(state === "connected" ? detail.node : null, detail.silent ?? null);
    },
  },
  { from: ":0" },
);
// The ticks in the history draw the bricks of this minute, and their distance gives the interval.
new Feed("time", { publication: showTick }, { from: ":0", quiet: () => Math.max(20_000, 3 * interval()) });
// Clients may not publish there, so a server that does not know pings ends the session instead of broadcasting them.
new Feed("nodes", { publication: ({ data }) => showInstances(data.nodes) }, { from: ":0", asksFirst: true });
onSilentClock(askForQuorum);
known.then(() => pending.deliverHeld());

startSaying((words) => {
  const taken = pending.say(words);
  wall.toBottom();
  return taken;
});
startPollOrPush();
startLife();
startHandshake();
startSeveral();
startTries();
startWhoAmI();

/** The wall's current position, asked for over HTTP; null when there is no answer. */
async function topOfEcho() {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const response = await fetch(new URL("poll/echo", document.baseURI), { cache: "no-store", signal: AbortSignal.timeout(2_000) });
      if (response.ok) return await response.json();
    } catch {
      // the next one may get to an instance that answers
    }
  }
  return null;
}
