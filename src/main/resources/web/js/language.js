// Puts texts into elements. An element filled by say() remembers its key and values, so that it follows a change of language.
import { words } from "./words.js";

const LANGUAGES = ["en", "zh"];
const values = new WeakMap();
const listeners = [];
let language = kept() ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

function kept() {
  try {
    const value = localStorage.getItem("language");
    return LANGUAGES.includes(value) ? value : null;
  } catch {
    return null;
  }
}

/** The text of a key in the reader's language. */
export function text(key, params = {}) {
  const pair = words[key];
  if (!pair) return key;
  return pair[LANGUAGES.indexOf(language)].replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}

/** Puts a text into an element, now and after each change of language. */
export function say(element, key, params = {}) {
  element.dataset.t = key;
  values.set(element, params);
  element.textContent = text(key, params);
}

/** Puts a text that is in no language (a name, what somebody said) into an element. */
export function quote(element, string) {
  delete element.dataset.t;
  element.textContent = string;
}

export const currentLanguage = () => language;

/** Calls back now and whenever the language changes. */
export function inLanguage(render) {
  listeners.push(render);
  render();
}

export function startLanguage() {
  apply();
  document.getElementById("language").addEventListener("click", () => {
    language = language === "en" ? "zh" : "en";
    try {
      localStorage.setItem("language", language);
    } catch {
      // without storage it holds for this visit
    }
    apply();
  });
}

function apply() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-t]")) {
    element.textContent = text(element.dataset.t, values.get(element));
  }
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", text(element.dataset.tLabel));
    if (element.localName === "button") element.title = text(element.dataset.tLabel);
  }
  for (const element of document.querySelectorAll("[data-t-placeholder]")) {
    element.placeholder = text(element.dataset.tPlaceholder);
  }
  const toggle = document.getElementById("language");
  toggle.textContent = text("language.other");
  toggle.lang = language === "zh" ? "en" : "zh-CN";
  for (const render of listeners) render();
}
