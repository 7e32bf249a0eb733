// The status: connected to which node, or when the next attempt is. Screen readers announce the text but not the countdown.
import { inLanguage, say, text } from "./language.js";

const pill = document.getElementById("status");
const [words, seconds] = pill.children;
let until = 0;
let timer = 0;
let connected = null;
let mute = null;

inLanguage(count);

export function showStatus(state, { node, ms = 0, silent = null }) {
  // A short attempt between two waits is not worth an announcement.
  if (state === "connecting" && pill.dataset.state !== "connecting") return;
  connected = state === "connected" ? node : null;
  if (connected !== null) showConnected();
  else if (state === "connecting") show("connecting");
  else if (!navigator.onLine) show("offline");
  else if (silent) show("silent", { node: silent });
  else show("again", {}, ms);
}

/** No quorum: reading works, publishing does not, since only `seen` of `all` instances are present (numbers or null). Null: there is a quorum. */
export function showMute(how) {
  mute = how;
  if (connected !== null) showConnected();
}

function showConnected() {
  if (mute === null) show("connected", { node: connected });
  else show("mute", mute);
}

function show(state, params = {}, ms = 0) {
  pill.dataset.state = state;
  until = ms ? Date.now() + ms : 0;
  say(words, state === "mute" && !params.all ? "status.mute.some" : `status.${state}`, params);
  count();
}

function count() {
  clearTimeout(timer);
  const left = until - Date.now();
  seconds.textContent = left > 0 ? text("status.in", { s: Math.ceil(left / 1000) }) : "";
  if (left > 0) timer = setTimeout(count, left % 1000 || 1000);
}
