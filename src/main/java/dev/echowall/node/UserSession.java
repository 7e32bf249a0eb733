package dev.echowall.node;

/** A session of a user, as far as the server API can do something about it. Called on its event loop. */
public interface UserSession {
    String user();

    /** The id by which the client knows its connection; "" if it has none. */
    default String client() {
        return "";
    }

    /** Ends the session. */
    void disconnect(int code, String reason);

    /**
     * Ends the subscription to a channel, or to all channels for "".
     *
     * @return false if there is none
     */
    boolean unsubscribe(String channel);

    /**
     * Begins a subscription.
     *
     * @return false if this kind of session cannot, if it has that subscription already, or as many as it may have
     */
    default boolean subscribe(SessionCommand.Subscribe subscription) {
        return false;
    }

    /**
     * Ends the session as expired, or changes the time at which it expires.
     *
     * @return false if this kind of session cannot
     */
    boolean refresh(SessionCommand.Refresh refresh);
}
