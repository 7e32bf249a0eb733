package dev.echowall.session.plain;

import dev.echowall.session.socket.Connection;

/** Stops reading from a client for a moment, because it has exceeded a rate. Confined to its event loop. */
final class ReadPause {
    private boolean lasts;

    boolean lasts() {
        return lasts;
    }

    /**
     * Stops reading. A pause in progress is not extended.
     *
     * @param millis 0 does nothing
     * @param over called at the end, if the connection is still open
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
