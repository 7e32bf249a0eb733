// What the page keeps open: the wall, the clock's ticks and the list of instances. The rest opens its own when asked.
import { startLanguage } from "./language.js";
import { Feed } from "./feed.js";
import { interval, showTick } from "./clock.js";
import { showInstances, showMine } from "./nodes.js";
import { showStatus } from "./status.js";
import { Wall } from "./wall.js";
import { startPollOrPush } from "./pollpush.js";
import { startLife } from "./life.js";
import { startHandshake } from "./handshake.js";
import { startTries } from "./tries.js";

startLanguage();

const wall = new Wall((text) => echo.send(text));
const echo = new Feed(
  "echo",
  {
    subscribed: (at) => wall.subscribed(at),
    publication: (publication) => wall.publication(publication),
    gap: (gap) => wall.gap(gap),
    refused: (error) => wall.refused(error),
    state: (state, detail) => {
      showStatus(state, detail);
      showMine(state === "connected" ? detail.node : null);
    },
  },
  { from: ":0" },
);
// The ticks that are kept lay the bricks of this minute, and tell how far apart they come.
new Feed("time", { publication: showTick }, { from: ":0", silence: () => Math.max(20_000, 3 * interval()) });
new Feed("nodes", { publication: ({ data }) => showInstances(data.nodes) }, { from: ":0" });

startPollOrPush();
startLife();
startHandshake();
startTries();
