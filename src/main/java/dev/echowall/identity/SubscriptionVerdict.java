package dev.echowall.identity;

/** The result of checking a subscription token. */
public sealed interface SubscriptionVerdict {
    /** It is valid for the channel and the user that it names. */
    record Accepted(SubscriptionToken token) implements SubscriptionVerdict {}

    /** It has expired or is not valid yet; the client should get a new one. */
    record Expired() implements SubscriptionVerdict {}

    /** It is not valid; only the log says why. */
    record Refused() implements SubscriptionVerdict {}

    /** It cannot be checked now: the keys could not be fetched, and no known one fits. It may be accepted later. */
    record Unavailable() implements SubscriptionVerdict {}

    SubscriptionVerdict EXPIRED = new Expired();
    SubscriptionVerdict REFUSED = new Refused();
    SubscriptionVerdict UNAVAILABLE = new Unavailable();
}
