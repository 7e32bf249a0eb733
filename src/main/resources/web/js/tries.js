// Commands to try in a terminal, with this page's address filled in, ready to copy.
import { say } from "./language.js";

const here = new URL(document.baseURI);
const secure = here.protocol === "https:";
const base = here.host + here.pathname.replace(/[^/]*$/, "");
const COMMANDS = [
  ["try.client", `bin/echowall client ${secure ? "wss" : "ws"}://${base}ws`],
  ["try.curl", `curl -d hello ${secure ? "https" : "http"}://${base}publish/echo`],
];

export function startTries() {
  document.getElementById("tries").append(...COMMANDS.map(([key, command]) => item(key, command)));
}

function item(key, command) {
  const li = document.createElement("li");
  const words = document.createElement("p");
  say(words, key);
  const code = document.createElement("code");
  code.textContent = command;
  const button = document.createElement("button");
  button.type = "button";
  say(button, "try.copy");
  button.addEventListener("click", async () => {
    await copy(code);
    say(button, "try.copied");
    setTimeout(() => say(button, "try.copy"), 2000);
  });
  const row = document.createElement("div");
  row.append(code, button);
  li.append(words, row);
  return li;
}

/** The clipboard is for pages from https and localhost; elsewhere the older way, which leaves the text selected. */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
  } catch {
    getSelection().selectAllChildren(element);
    document.execCommand("copy");
  }
}
