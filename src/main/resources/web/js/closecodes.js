// Names of close codes: those of RFC 6455 section 7.4 and the IANA registry; for the ranges above them, who defines them.
import { text } from "./language.js";
import { words } from "./words.js";

export const NORMAL = 1000;
export const POLICY_VIOLATION = 1008;
export const TOO_BIG = 1009;
export const SERVICE_RESTART = 1012;

/** The name of a close code in the reader's language. */
export function closeName(code) {
  const own = `close.${code}`;
  if (own in words) return text(own);
  if (code >= 4000 && code <= 4999) return text("close.application");
  if (code >= 3000 && code <= 3999) return text("close.registered");
  return text("close.reserved");
}
