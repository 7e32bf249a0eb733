// The clock shows the server's ticks, never this computer's own time: without ticks it stands still.
import { currentLanguage, inLanguage, quote, say, text } from "./language.js";
import { lay } from "./dial.js";

const SILENT_AFTER = 3000;
// Assumed interval until a second tick shows the real one.
const SILENT_AFTER_ONE = 20_000;
// In intervals: one late tick is normal, two missing ones mean that the clock has stopped.
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
  // After a missed tick only one of the last two intervals is too long.
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
