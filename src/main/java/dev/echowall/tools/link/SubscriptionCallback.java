package dev.echowall.tools.link;

import dev.echowall.channel.Position;

/** Receives what arrives on one subscription, whatever the transport. All calls on the event loop. */
public interface SubscriptionCallback {
    /** The server has sent the subscription's position. */
    void began(Position at);

    /** A publication arrived; {@code text} is a TEXT payload, or the encoded form of any other. */
    void delivered(Position at, String text);

    /** The following publications are not kept any more; delivery continues with the oldest. */
    void gap(String epoch, long oldest, String reason);

    /** Something arrived that only shows that the server is alive. */
    void alive();

    /**
     * The connection ended or could not be made. No further calls.
     *
     * @param status of a refusal, otherwise 0
     */
    void over(int status, String why);
}
