// The life of one connection, opened and ended by the reader: open, message, ping, closed by me, closed by the server.
import { NORMAL, closeName } from "./closecodes.js";
import { socketUrl } from "./feed.js";
import { showHandshake } from "./handshake.js";
import { inLanguage, quote } from "./language.js";
import { Log } from "./log.js";

const byId = (id) => document.getElementById(id);
const log = new Log("life-log");
let socket = null;
let closing = false;
let first = true;

export function startLife() {
  byId("life-open").addEventListener("click", open);
  byId("life-ping").addEventListener("click", () => {
    log.write("out", "→", ["life.pinging"]);
    socket.send(JSON.stringify({ ping: true }));
  });
  byId("life-close").addEventListener("click", () => {
    closing = true;
    log.write("out", "→", ["life.closing"]);
    socket.close(NORMAL);
  });
  onSubmit("life-send-form", () => {
    const text = byId("life-message").value;
    log.write("out", "→", ["life.sent", { text }]);
    socket.send(text);
  });
  onSubmit("life-ask-form", () => {
    const code = Number(byId("life-code").value);
    log.write("out", "→", ["life.asked", { code }]);
    socket.send(JSON.stringify({ close: code, reason: byId("life-reason").value }));
  });
  byId("life-code").addEventListener("input", nameCode);
  inLanguage(nameCode);
  log.write("idle", "", ["life.idle"]);
}

function open() {
  const url = socketUrl("inspect");
  if (first) log.clear();
  else log.restart();
  first = false;
  log.write("out begin", "→", ["life.opening", { url }]);
  closing = false;
  socket = new WebSocket(url);
  byId("life-open").disabled = true;
  socket.onmessage = ({ data }) => heard(data);
  socket.onclose = closed;
}

function heard(data) {
  const message = JSON.parse(data);
  if (message.request) {
    enable(true);
    log.write("in", "●", ["life.opened", message]);
    showHandshake(message);
  } else if (message.message) {
    log.write("in", "←", ["life.got", message.message]);
  } else if (message.pong) {
    log.write("in", "←", ["life.pong", { ms: message.pong.ms.toFixed(1) }]);
  } else {
    log.write("in", "←", ["life.other", { text: data }]);
  }
}

function closed({ code, reason, wasClean }) {
  const who = !wasClean ? "life.lost" : closing ? "life.by.me" : "life.by.server";
  const texts = [[who, { code, get name() { return closeName(code); } }]];
  if (reason) texts.push(["life.because", { reason }]);
  log.write(wasClean ? "end" : "lost", "×", ...texts);
  // The button just used is about to be switched off; keep the keyboard's place, but take it from nowhere else.
  const here = byId("life").contains(document.activeElement);
  enable(false);
  if (here) byId("life-open").focus({ preventScroll: true });
}

function enable(open) {
  byId("life-open").disabled = open;
  for (const control of document.querySelectorAll("#life-ping, #life-close, #life button[type=submit]")) {
    control.disabled = !open;
  }
}

function nameCode() {
  const field = byId("life-code");
  quote(byId("life-code-name"), field.validity.valid ? `${field.value}: ${closeName(Number(field.value))}` : "");
}

function onSubmit(id, act) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}
