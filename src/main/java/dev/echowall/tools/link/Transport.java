package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One of the ways to subscribe. */
public sealed interface Transport permits WebSocketTransport, SseTransport, PollTransport {
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** As it is typed and shown. */
    String label();

    /**
     * Subscribes, on the event loop.
     *
     * @param after where to resume; null: from now on
     * @param callback not told anything any more after the answer was hung up
     */
    Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback);

    /** One connection. */
    interface Subscription {
        void hangUp();
    }
}
