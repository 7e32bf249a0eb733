package dev.echowall.identity;

/** What was found of a connection token. */
public sealed interface Verdict {
    /** It is valid. */
    record Accepted(Identity identity) implements Verdict {}

    /** It would be valid, but not at this time: a new one is to be fetched. */
    record Expired() implements Verdict {}

    /** It is not valid; why is told to the log only. */
    record Refused() implements Verdict {}

    /** Nobody can say now: the keys could not be fetched, and none that is known fits. The same token may do later. */
    record Unavailable() implements Verdict {}

    Verdict EXPIRED = new Expired();
    Verdict REFUSED = new Refused();
    Verdict UNAVAILABLE = new Unavailable();
}
