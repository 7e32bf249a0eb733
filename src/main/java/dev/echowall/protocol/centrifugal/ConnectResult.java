package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a connect command.
 *
 * @param client the id of the connection, a new one each time
 * @param version of the server; never empty
 * @param expires whether the client must send another token before {@code ttl} is over
 * @param ttl in seconds
 * @param subs server-side subscriptions by channel; they have no numbers
 * @param pingSeconds the interval of the server's pings; never 0, because some SDKs expect pings even then
 * @param pong whether the client must answer pings
 * @param data of the application for the client; null for none
 */
public record ConnectResult(
        String client,
        String version,
        boolean expires,
        int ttl,
        Map<String, SubscribeResult> subs,
        int pingSeconds,
        boolean pong,
        @Nullable Payload data) {
    /** Without data of the application. */
    public ConnectResult(
            String client,
            String version,
            boolean expires,
            int ttl,
            Map<String, SubscribeResult> subs,
            int pingSeconds,
            boolean pong) {
        this(client, version, expires, ttl, subs, pingSeconds, pong, null);
    }
}
