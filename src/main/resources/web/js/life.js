// The life of one connection that the reader opens and closes: its five events as they happen, and a ping.
import { switchOff } from "./buttons.js";
import { closeName } from "./closecodes.js";
import { socketUrl } from "./feed.js";
import { showHandshake } from "./handshake.js";
import { Inspected } from "./inspected.js";
import { inLanguage, quote, text } from "./language.js";
import { Log } from "./log.js";

// The most bytes of reason in a close frame, beside its code (RFC 6455 section 5.5).
const REASON_BYTES = 123;

const byId = (id) => document.getElementById(id);
const log = new Log("life-log");
let connection = null;
let closing = false;
let first = true;

export function startLife() {
  byId("life-open").addEventListener("click", open);
  byId("life-ping").addEventListener("click", () => {
    log.write("out", "→", ["life.pinging"]);
    connection.send(JSON.stringify({ ping: true }));
  });
  byId("life-close").addEventListener("click", () => {
    closing = true;
    log.write("out", "→", ["life.closing"]);
    connection.close();
  });
  onSubmit("life-send-form", () => {
    const words = byId("life-message").value;
    happened("out", "send", ["life.sent", { text: words }]);
    connection.send(words);
  });
  onSubmit("life-ask-form", () => {
    const code = Number(byId("life-code").value);
    log.write("out", "→", ["life.asked", { code }]);
    connection.send(JSON.stringify({ close: code, reason: byId("life-reason").value }));
  });
  byId("life-code").addEventListener("input", nameCode);
  byId("life-reason").addEventListener("input", measureReason);
  inLanguage(nameCode);
  inLanguage(measureReason);
  log.write("idle", "", ["life.idle"]);
}

function open() {
  if (first) log.clear();
  else log.restart();
  first = false;
  for (const event of byId("life-events").children) event.classList.remove("happened");
  log.write("out begin", "→", ["life.opening", { url: socketUrl("inspect") }]);
  closing = false;
  switchOff(byId("life-open"));
  connection = new Inspected({
    opened: (message) => {
      enable(true);
      happened("in", "open", ["life.opened", message]);
      showHandshake(message);
    },
    got: (message) => happened("in", "message", ["life.got", message]),
    pong: ({ ms }) => log.write("in", "←", ["life.pong", { ms: ms.toFixed(1) }]),
    other: (words) => happened("in", "message", ["life.other", { text: words }]),
    closed,
  });
}

function closed({ code, reason, wasClean, silent }) {
  connection = null;
  const who = silent ? "life.silent" : !wasClean ? "life.lost" : closing ? "life.by.me" : "life.by.server";
  const texts = [[who, { code, get name() { return closeName(code); } }]];
  if (reason) texts.push(["life.because", { reason }]);
  happened(wasClean ? "end" : "lost", closing ? "self" : "peer", ...texts);
  enable(false);
}

/** One of the five events: writes a line to the log and highlights its name. */
function happened(kind, event, ...texts) {
  byId(`event-${event}`).classList.add("happened");
  log.write(kind, `event.${event}`, ...texts);
}

function enable(open) {
  switchOff(byId("life-open"), open);
  for (const control of document.querySelectorAll("#life-ping, #life-close, #life button[type=submit]")) switchOff(control, !open);
}

function nameCode() {
  const field = byId("life-code");
  quote(byId("life-code-name"), field.validity.valid ? `${field.value}: ${closeName(Number(field.value))}` : "");
}

function measureReason() {
  const field = byId("life-reason");
  const bytes = new TextEncoder().encode(field.value).length;
  field.setCustomValidity(bytes > REASON_BYTES ? text("life.reason.long", { bytes, most: REASON_BYTES }) : "");
}

function onSubmit(id, act) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    if (connection) act();
  });
}
