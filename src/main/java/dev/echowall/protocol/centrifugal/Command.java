package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends. Strings that were not sent are empty; nothing but the encoding was checked, so that a channel may
 * be no valid name. When a command has several methods, the one with the lowest number in the schema counts.
 */
public sealed interface Command {
    /** What the reply is known by: an unsigned number of 32 bits, 0 when it was not sent. */
    int id();

    /**
     * Begins the session. Custom data and emulated headers are left out.
     *
     * @param subs positions in server-side subscriptions, by channel
     * @param name of the client's SDK or application
     * @param version of the same
     */
    record Connect(int id, String token, Map<String, SubscribeRequest> subs, String name, String version)
            implements Command {
        /** Without the token, which does not belong into logs. */
        @Override
        public String toString() {
            return "Connect[id=" + Integer.toUnsignedString(id) + ", subs=" + subs.size() + ", name=" + name
                    + ", version=" + version + "]";
        }
    }

    record Subscribe(int id, SubscribeRequest request) implements Command {}

    record Unsubscribe(int id, String channel) implements Command {}

    /**
     * @param data JSON; from Protobuf also BINARY, when it is no JSON. Null when nothing was sent
     */
    record Publish(int id, String channel, @Nullable Payload data) implements Command {}

    record Presence(int id, String channel) implements Command {}

    record PresenceStats(int id, String channel) implements Command {}

    /**
     * @param limit 0 asks for the position only, a negative one for as many as there are
     * @param since exclusive; null when it was not sent
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

    /** An id, and no method that is known. */
    record Unknown(int id) implements Command {}
}
