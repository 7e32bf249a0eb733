// The handshake as the server received and answered it, with an explanation of each header that matters.
import { switchOff } from "./buttons.js";
import { NORMAL } from "./closecodes.js";
import { socketUrl } from "./feed.js";
import { quote, say } from "./language.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const REQUEST = {
  upgrade: "header.upgrade",
  connection: "header.connection",
  "sec-websocket-key": "header.key",
  "sec-websocket-version": "header.version",
  "sec-websocket-extensions": "header.extensions",
  origin: "header.origin",
};
const RESPONSE = {
  upgrade: "header.upgrade.yes",
  connection: "header.connection.yes",
  "sec-websocket-accept": "header.accept",
};

const button = document.getElementById("shake");
const note = document.getElementById("shake-note");

export function startHandshake() {
  button.addEventListener("click", () => {
    const socket = new WebSocket(socketUrl("inspect"));
    switchOff(button);
    quote(note, "");
    socket.onmessage = ({ data }) => {
      showHandshake(JSON.parse(data));
      socket.close(NORMAL);
    };
    socket.onclose = ({ code }) => {
      switchOff(button, false);
      if (code !== NORMAL) say(note, "shake.failed", { message: code });
    };
  });
}

/** Shows the first message of `/inspect`. */
export async function showHandshake({ node, remote, request, response }) {
  say(note, "shake.done", { node, remote });
  fill("handshake-request", `${request.method} ${request.uri} ${request.version}`, "header.get", request.headers, REQUEST);
  const notes = (await acceptIsRight(request.headers, response.headers))
    ? { ...RESPONSE, "sec-websocket-accept": "header.accept.checked" }
    : RESPONSE;
  fill("handshake-response", `HTTP/1.1 ${response.status} ${response.reason}`, "header.101", response.headers, notes);
}

/** RFC 6455 section 4.2.2, computed here too. Browsers offer SHA-1 to pages from https and from localhost only. */
async function acceptIsRight(asked, answered) {
  if (!globalThis.crypto?.subtle) return false;
  const bytes = new TextEncoder().encode(header(asked, "sec-websocket-key") + GUID);
  const digest = await crypto.subtle.digest("SHA-1", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(digest))) === header(answered, "sec-websocket-accept");
}

const header = (headers, name) => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? "";

function fill(id, first, firstNote, headers, notes) {
  document.getElementById(id).replaceChildren(
    line([["http-first", first]], firstNote),
    ...headers.map(([name, value]) => line([["http-name", `${name}: `], ["http-value", value]], notes[name.toLowerCase()])),
  );
}

function line(parts, note) {
  const row = document.createElement("div");
  const code = document.createElement("code");
  for (const [kind, string] of parts) {
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = string;
    code.append(part);
  }
  row.append(code);
  if (note) {
    row.className = "noted";
    const words = document.createElement("p");
    say(words, note);
    row.append(words);
  }
  return row;
}
