package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One of the ways to subscribe. */
public sealed interface Transport permits WebSocketTransport, SseTransport, PollTransport, CentrifugalTransport {
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Its name on the command line and in reports. */
    String label();

    /**
     * Subscribes, on the event loop.
     *
     * @param after the position to resume from; null starts with the next publication
     * @param callback not called any more after the returned subscription was closed
     */
    Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback);

    /** One connection. */
    interface Subscription {
        void hangUp();
    }
}
