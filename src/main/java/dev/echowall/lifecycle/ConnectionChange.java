package dev.echowall.lifecycle;

/** A change of one connection, as its instance tells it to all instances. */
sealed interface ConnectionChange {
    /** The id of the connection. */
    String client();

    /** @param transport as in the metrics */
    record Connected(String client, String user, String transport) implements ConnectionChange {}

    record Subscribed(String client, String channel) implements ConnectionChange {}

    record Unsubscribed(String client, String channel) implements ConnectionChange {}

    /** The connection has ended; so have the subscriptions that it still had. */
    record Disconnected(String client, int code, String reason) implements ConnectionChange {}
}
