package dev.echowall.hook;

import dev.echowall.channel.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client that connects says about itself.
 *
 * @param name of its SDK or application; empty if it gave none
 * @param channels of the server-side subscriptions that it had before
 * @param data for the application
 */
public record ConnectEvent(
        String name,
        String version,
        List<String> channels,
        @Nullable Payload data) {
    /** Of a client that can say nothing. */
    public static final ConnectEvent NONE = new ConnectEvent("", "", List.of(), null);

    public ConnectEvent {
        channels = List.copyOf(channels);
    }
}
