package dev.echowall.identity;

/** The result of checking a connection token. */
public sealed interface Verdict {
    /** It is valid. */
    record Accepted(Identity identity) implements Verdict {}

    /** It has expired or is not valid yet; the client should get a new one. */
    record Expired() implements Verdict {}

    /** It is not valid; only the log says why. */
    record Refused() implements Verdict {}

    /** It cannot be checked now: the keys could not be fetched, and no known one fits. It may be accepted later. */
    record Unavailable() implements Verdict {}

    Verdict EXPIRED = new Expired();
    Verdict REFUSED = new Refused();
    Verdict UNAVAILABLE = new Unavailable();
}
