package dev.echowall.hub;

import dev.echowall.channel.Position;
import dev.echowall.protocol.WireFormat;
import dev.echowall.stream.Recovery;
import org.jspecify.annotations.Nullable;

/** Whoever sits at the end of a subscription: a session. Called on the hub's event loop only. */
public interface Subscriber {
    WireFormat format();

    /** Asked for when it subscribes. */
    FrameWriter writer();

    /** The subscription stands; delivery starts after this position. Comes before everything else. */
    void subscribed(Subscription subscription, Position start);

    /**
     * Nobody can say yet where the subscription stands, since too few members of the cluster are to be seen; it will be {@link
     * #subscribed} when somebody can. Nothing can be published until then.
     */
    default void delayed(Subscription subscription) {}

    /**
     * What follows {@code after} is no longer to be had. Delivery goes on from the oldest kept, unless the subscriber
     * ends the subscription here.
     */
    void gap(Subscription subscription, @Nullable Position after, Recovery.Unrecoverable gap);

    /** The subscription could not be made or kept, and is over. */
    void failed(Subscription subscription, Throwable why);
}
