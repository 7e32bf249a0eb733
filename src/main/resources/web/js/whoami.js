// Who this browser is to the server, and what it may do: as /whoami tells it. Works without any token.
import { currentLanguage, inLanguage, quote, say } from "./language.js";

const ASK_AGAIN_AFTER = 1_000;
/** A timer cannot wait for longer. */
const LONGEST_TIMER = 2 ** 31 - 1;
const RIGHTS = ["subscribe", "publish", "history"];
const CLAIMS = ["caps", "channels", "name"];
const EVERYBODYS = ["echo", "time"];

const MAKE = "bin/echowall token --user 42 \\\n  --channels 'news:*' --expires 1h";
const START = `export ECHOWALL_AUTH_HMAC_SECRET=$(openssl rand -hex 32)
export ECHOWALL_AUTH_COOKIE=wall
${MAKE}
bin/demo`;

const at = (id) => document.getElementById(id);
const person = at("who-person");
const input = at("who-channel");
const note = at("who-note");
const own = at("who-rights").lastElementChild;
let channel = own.dataset.channel;
let expiry = 0;
/** Only the answer to the latest question counts. */
let latest = 0;
/** What is shown, so that it is not read aloud again when nothing has changed. */
let shown = "";

export function startWhoAmI() {
  inLanguage(() => {
    at("who-lesson").href = currentLanguage() === "zh" ? "./lesson.zh-CN#7-谁是谁" : "./lesson#7-who-is-who";
  });
  at("who-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name === "") say(note, "who.blank");
    else ask(name);
  });
  // Somebody may have logged in or out in another tab.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask(channel, false);
  });
  ask(channel, false);
}

async function ask(name, told = true) {
  const question = ++latest;
  let response;
  let body;
  try {
    const url = new URL("whoami", document.baseURI);
    url.searchParams.set("channel", name);
    response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(5_000) });
    body = await response.json();
  } catch ({ message }) {
    if (question === latest) showFailure("who.unknown", "who.token.unknown", message);
    return;
  }
  if (question !== latest) return;
  if (response.ok) {
    channel = name;
    const text = JSON.stringify(body);
    if (text !== shown) show(body);
    shown = text;
    if (told) say(note, "who.asked", { channel: name });
  } else if (response.status === 401) {
    showFailure("who.refused", "who.token.refused", body.error.message);
  } else if (told) {
    // What is wrong is the name of the channel.
    say(note, "who.failed", { message: body.error.message });
  } else {
    showFailure("who.unknown", "who.token.unknown", body.error.message);
  }
}

function show({ user, token, expires, auth, channels }) {
  person.dataset.state = user === null ? "anonymous" : "user";
  if (user === null) say(at("who-name"), "who.anonymous");
  else say(at("who-name"), "who.user", { user });
  const nameless = token === "cookie" && user === null;
  say(at("who-token"), nameless ? "who.token.nameless" : `who.token.${token ?? "none"}`, { cookie: auth.cookie });
  showUntil(token, expires);
  showHow(token, auth);
  for (const card of [...at("who-rights").children].slice(0, -1)) fill(card, channels[card.dataset.channel]);
  own.hidden = EVERYBODYS.includes(channel);
  if (own.hidden) return;
  own.dataset.channel = channel;
  own.querySelector("h4 code").textContent = channel;
  fill(own, channels[channel]);
}

function showUntil(token, expires) {
  const until = at("who-until");
  until.hidden = token === null;
  clearTimeout(expiry);
  if (token === null) return;
  if (expires === null) {
    say(until, "who.forever");
    return;
  }
  say(until, "who.until", { get time() { return moment(expires * 1_000); } });
  const left = expires * 1_000 - Date.now() + ASK_AGAIN_AFTER;
  expiry = setTimeout(() => ask(channel, false), Math.min(Math.max(left, 30_000), LONGEST_TIMER));
}

/** What to do to become somebody here, or nobody again. */
function showHow(token, { keys, cookie }) {
  const name = cookie ?? "wall";
  // A cookie for https only can be set on http by nobody but localhost.
  const secure = location.protocol === "https:" || name.startsWith("__") ? "; Secure" : "";
  const there = token === null;
  at("who-how").hidden = at("who-commands").hidden = !there;
  say(at("who-how"), !keys ? "who.how.keys" : cookie === null ? "who.how.nocookie" : "who.how.token");
  at("who-command").textContent = keys && cookie !== null ? MAKE : START;
  at("who-then").hidden = at("who-cookie").hidden = token === "header";
  say(at("who-then"), there ? "who.how.cookie" : "who.how.out");
  at("who-assignment").textContent = there
    ? `document.cookie = "${name}=TOKEN; path=/; SameSite=Lax${secure}"`
    : `document.cookie = "${name}=; path=/; max-age=0${secure}"`;
}

function showFailure(who, why, message) {
  shown = "";
  person.dataset.state = "refused";
  say(at("who-name"), who);
  say(at("who-token"), why, { message });
  at("who-until").hidden = true;
  clearTimeout(expiry);
  for (const each of ["who-how", "who-commands", "who-then", "who-cookie"]) at(each).hidden = true;
  for (const card of at("who-rights").children) {
    for (const right of RIGHTS) {
      const none = document.createElement("dd");
      none.textContent = "–";
      answer(card, right, none);
    }
  }
}

function fill(card, answers) {
  for (const right of RIGHTS) {
    const { allowed, by, message } = answers[right];
    const verdict = document.createElement("dd");
    verdict.className = allowed ? "may" : "may-not";
    say(verdict, allowed ? "who.yes" : "who.no");
    answer(card, right, verdict, reason(by, message));
  }
}

/** Puts these after the name of the right, instead of what was there. */
function answer(card, right, ...elements) {
  const row = card.querySelector(`[data-right="${right}"]`);
  row.replaceChildren(row.firstElementChild, ...elements);
}

/** A key of the configuration as such, so that it can be searched for; it may break after its dots. */
function reason(by, message) {
  const element = document.createElement(CLAIMS.includes(by) ? "span" : "code");
  if (CLAIMS.includes(by)) say(element, `who.by.${by}`);
  else element.append(...by.split(/(?<=\.)/).flatMap((part) => [part, document.createElement("wbr")]));
  const why = document.createElement("dd");
  why.className = "by";
  if (message) why.title = message;
  why.append(element);
  return why;
}

function moment(ms) {
  const near = Math.abs(ms - Date.now()) < 12 * 3_600_000;
  const how = near ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(currentLanguage() === "zh" ? "zh-CN" : "en-GB", how).format(new Date(ms));
}
