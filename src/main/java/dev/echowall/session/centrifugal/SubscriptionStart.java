package dev.echowall.session.centrifugal;

import dev.echowall.channel.Position;

/** Waits for the begin of a subscription, to tell the client about it. */
interface SubscriptionStart {
    /** The subscription is at this position, and delivers what comes after it. */
    void stands(Position start);

    /** The channel's position cannot be determined now. */
    void delayed();

    void failed(Throwable why);
}
