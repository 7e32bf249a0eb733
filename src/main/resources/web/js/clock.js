// The clock shows what the server said, never this computer's own time: no tick, no progress.
import { currentLanguage, inLanguage, quote, say, text } from "./language.js";
import { lay } from "./dial.js";

const SILENT_AFTER = 3000;
// Until a second tick has told how often they come.
const SILENT_AFTER_ONE = 20_000;
// Of the time between two ticks: one may be late, two in a row are a silence.
const PATIENCE = 2.5;
const BEIJING = "+08:00";

const clock = document.getElementById("clock");
const place = document.getElementById("clock-place");
const date = document.getElementById("clock-date");
let tick = null;
let silent = 0;
let apart = [];
let whenSilent = () => {};

inLanguage(render);

/** A publication of `time`: its data is ISO 8601 with an offset. */
export function showTick({ data, node }) {
  if (tick !== null) apart = [...apart.slice(-1), Date.parse(data) - Date.parse(tick)];
  tick = data;
  render();
  lay(Number(data.slice(17, 19)), node);
  clearTimeout(silent);
  silent = setTimeout(() => {
    clock.classList.add("silent");
    say(date, "clock.silent");
    whenSilent();
  }, apart.length ? Math.max(SILENT_AFTER, PATIENCE * interval()) : SILENT_AFTER_ONE);
}

/** Calls back when the ticks stop. */
export function onSilentClock(call) {
  whenSilent = call;
}

/** Milliseconds from tick to tick, as they came: the server may be set to any. 0 before there were two. */
export function interval() {
  // After one that was missed only one of the last two is longer.
  return apart.length ? Math.min(...apart) : 0;
}

/** A moment as the wall clock of the last tick's offset would show it. */
export function clockTime(ms) {
  return new Date(ms + minutes(offset()) * 60_000).toISOString().slice(11, 19);
}

function offset() {
  return tick?.slice(19) || BEIJING;
}

function minutes(offset) {
  if (offset === "Z") return 0;
  const [hours, rest] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + rest);
}

function render() {
  quote(place, offset() === BEIJING ? text("clock.beijing") : text("clock.other", { offset: offset() }));
  if (tick === null) {
    say(date, "clock.wait");
    return;
  }
  clock.classList.remove("silent");
  clock.dateTime = tick;
  clock.textContent = tick.slice(11, 19);
  const day = new Intl.DateTimeFormat(currentLanguage() === "zh" ? "zh-CN" : "en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  quote(date, day.format(new Date(`${tick.slice(0, 10)}T00:00:00Z`)));
}
