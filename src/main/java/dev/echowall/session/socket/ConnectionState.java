package dev.echowall.session.socket;

/** The state of a connection, which ends in steps. */
enum ConnectionState {
    /** The response to the handshake is being sent. */
    UPGRADING,
    /** Both sides may send. */
    OPEN,
    /** Our close frame was sent, the peer's is awaited. */
    CLOSING,
    /**
     * Nothing more is sent. Our side of the socket is shut down, and what still arrives is discarded, because closing a
     * socket with unread bytes would reset it and lose our close frame.
     */
    LINGERING,
    CLOSED
}
