package dev.echowall.session.socket;

/** Where a connection stands; it ends in steps. */
enum ConnectionState {
    /** The answer to the handshake is on its way. */
    UPGRADING,
    /** Both may speak. */
    OPEN,
    /** Our close frame is out, theirs is awaited. */
    CLOSING,
    /**
     * Nothing more will be said. Our side of the socket is shut and what still comes is thrown away, since closing over
     * unread bytes would reset the socket and take our close frame with it.
     */
    LINGERING,
    CLOSED
}
