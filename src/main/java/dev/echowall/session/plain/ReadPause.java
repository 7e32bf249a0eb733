package dev.echowall.session.plain;

import dev.echowall.session.socket.Connection;

/** That a session does not listen for a moment, since its client said more than it may. Confined to its event loop. */
final class ReadPause {
    private boolean lasts;

    boolean lasts() {
        return lasts;
    }

    /**
     * Stops reading from the peer; one that lasts already is not made longer.
     *
     * @param millis 0 is not at all
     * @param over what to do then, if the connection is still open
     */
    void begin(Connection connection, long millis, Runnable over) {
        if (millis == 0 || lasts) {
            return;
        }
        lasts = true;
        connection.hold();
        connection.after(millis, () -> {
            lasts = false;
            over.run();
        });
    }
}
