package dev.echowall.tools.link;

import dev.echowall.channel.Position;

/** Takes what comes over one subscription, whatever carried it. All on the event loop. */
public interface SubscriptionCallback {
    /** The server said where the subscription stands. */
    void began(Position at);

    /** A publication came; the text of a TEXT, and of anything else what stands there. */
    void delivered(Position at, String text);

    /** What follows is not kept any more; it goes on with the oldest. */
    void gap(String epoch, long oldest, String reason);

    /** Something came that says no more than that the server is alive. */
    void alive();

    /**
     * The connection ended, or there was none. Nothing follows.
     *
     * @param status of a refusal, otherwise 0
     */
    void over(int status, String why);
}
