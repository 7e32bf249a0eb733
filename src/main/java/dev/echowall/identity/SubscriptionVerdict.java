package dev.echowall.identity;

/** What was found of a subscription token. */
public sealed interface SubscriptionVerdict {
    /** It is valid, for the channel and the user that it names. */
    record Accepted(SubscriptionToken token) implements SubscriptionVerdict {}

    /** It would be valid, but not at this time: a new one is to be fetched. */
    record Expired() implements SubscriptionVerdict {}

    /** It is not valid; why is told to the log only. */
    record Refused() implements SubscriptionVerdict {}

    /** Nobody can say now: the keys could not be fetched, and none that is known fits. The same token may do later. */
    record Unavailable() implements SubscriptionVerdict {}

    SubscriptionVerdict EXPIRED = new Expired();
    SubscriptionVerdict REFUSED = new Refused();
    SubscriptionVerdict UNAVAILABLE = new Unavailable();
}
