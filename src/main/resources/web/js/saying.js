// The input field. Blank and too long messages get a note, and nothing typed is cut off silently.
import { quote, say } from "./language.js";

const MOST = 2_000;

const form = document.getElementById("say-form");
const input = document.getElementById("say");
const note = document.getElementById("say-note");

/** `speak` sends a text and returns false when too many are waiting already. */
export function startSaying(speak) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(speak);
    input.focus();
  });
  input.addEventListener("input", () => {
    const length = input.value.length;
    if (length > MOST) say(note, "say.long", { most: amount(MOST), n: amount(length) });
    else quote(note, "");
  });
}

function submit(speak) {
  const { value } = input;
  if (value.trim() === "") {
    say(note, "say.blank");
    return;
  }
  const end = value.length > MOST ? cut(value) : value.length;
  if (!speak(value.slice(0, end))) {
    say(note, "say.full");
    return;
  }
  input.value = value.slice(end);
  if (end < value.length) say(note, "say.rest", { most: amount(end), n: amount(value.length - end) });
  else quote(note, "");
}

/** Puts a refused text back into the field if the field is empty. */
export function giveBack(words, { name, message }) {
  const back = words !== undefined && input.value === "";
  if (back) input.value = words;
  if (name === "no_quorum") say(note, back ? "say.mute" : "say.mute.pending");
  else say(note, "say.refused", { message });
  return back;
}

/** Does not split a surrogate pair. */
function cut(value) {
  return value.codePointAt(MOST - 1) > 0xffff ? MOST - 1 : MOST;
}

const amount = (n) => n.toLocaleString("en");
