// The pill: connected to whom, or when we try again. Only the words are announced; the seconds counting down are for the eye.
import { inLanguage, say, text } from "./language.js";

const pill = document.getElementById("status");
const [words, seconds] = pill.children;
let until = 0;
let timer = 0;

inLanguage(count);

export function showStatus(state, { node, ms = 0 }) {
  // While trying again, a short attempt is no news of its own.
  if (state === "connecting" && pill.dataset.state !== "connecting") return;
  const shown = state === "waiting" ? (navigator.onLine ? "again" : "offline") : state;
  pill.dataset.state = shown;
  until = shown === "again" ? Date.now() + ms : 0;
  say(words, `status.${shown}`, { node });
  count();
}

function count() {
  clearTimeout(timer);
  const left = until - Date.now();
  seconds.textContent = left > 0 ? text("status.in", { s: Math.ceil(left / 1000) }) : "";
  if (left > 0) timer = setTimeout(count, left % 1000 || 1000);
}
