package dev.echowall.hub;

import dev.echowall.channel.Position;
import dev.echowall.protocol.WireFormat;
import dev.echowall.stream.Recovery;
import org.jspecify.annotations.Nullable;

/** The receiver of a subscription: a session. Called on the hub's event loop only. */
public interface Subscriber {
    WireFormat format();

    /** Called once, when it subscribes. */
    FrameWriter writer();

    /** The subscription is established; delivery starts after this position. Called before everything else. */
    void subscribed(Subscription subscription, Position start);

    /**
     * The start position cannot be determined, because too few members of the cluster are visible; {@link #subscribed}
     * is called when it can. Until then nothing can be published.
     */
    default void delayed(Subscription subscription) {}

    /**
     * Publications after {@code after} are not available any more. Delivery continues with the oldest kept, unless the
     * subscriber ends the subscription in this call.
     */
    void gap(Subscription subscription, @Nullable Position after, Recovery.Unrecoverable gap);

    /** The subscription could not be established or has failed, and has ended. */
    void failed(Subscription subscription, Throwable why);
}
