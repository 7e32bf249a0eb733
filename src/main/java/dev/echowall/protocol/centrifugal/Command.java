package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command of a client. Strings that were not sent are empty. Only the encoding has been checked, so a channel may
 * have an invalid name. If a command has several methods, the one with the lowest number in the schema counts.
 */
public sealed interface Command {
    /** The id that the reply will have: an unsigned number of 32 bits, 0 if it was not sent. */
    int id();

    /**
     * Begins the session. Emulated headers are left out: they are the client's word, and nothing should take them for headers of the
     * HTTP request.
     *
     * @param subs positions of server-side subscriptions by channel
     * @param name of the client's SDK or application
     * @param version of the same SDK or application
     * @param data for the application; null if nothing was sent
     */
    record Connect(
            int id,
            String token,
            Map<String, SubscribeRequest> subs,
            String name,
            String version,
            @Nullable Payload data)
            implements Command {
        /** Without the token, which must not appear in logs. */
        @Override
        public String toString() {
            return "Connect[id=" + Integer.toUnsignedString(id) + ", subs=" + subs.size() + ", name=" + name
                    + ", version=" + version + "]";
        }
    }

    record Subscribe(int id, SubscribeRequest request) implements Command {}

    record Unsubscribe(int id, String channel) implements Command {}

    /**
     * @param data JSON; from Protobuf BINARY if it is not JSON. Null if nothing was sent
     */
    record Publish(int id, String channel, @Nullable Payload data) implements Command {}

    record Presence(int id, String channel) implements Command {}

    record PresenceStats(int id, String channel) implements Command {}

    /**
     * @param limit 0 to get the position only, negative for as many as possible
     * @param since exclusive; null if it was not sent
     */
    record History(
            int id, String channel, int limit, @Nullable Position since, boolean reverse) implements Command {}

    record Rpc(int id, String method, @Nullable Payload data) implements Command {}

    /** A message without a reply. */
    record Send(@Nullable Payload data) implements Command {
        @Override
        public int id() {
            return 0;
        }
    }

    record Refresh(int id, String token) implements Command {
        /** Without the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + Integer.toUnsignedString(id) + "]";
        }
    }

    record SubRefresh(int id, String channel, String token) implements Command {
        /** Without the token. */
        @Override
        public String toString() {
            return "SubRefresh[id=" + Integer.toUnsignedString(id) + ", channel=" + channel + "]";
        }
    }

    record Ping(int id) implements Command {}

    /** The empty message, which answers the server's ping. */
    record Pong() implements Command {
        @Override
        public int id() {
            return 0;
        }
    }

    /** A command with an id and no known method. */
    record Unknown(int id) implements Command {}
}
