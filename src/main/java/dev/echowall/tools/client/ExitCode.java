package dev.echowall.tools.client;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.tools.link.ConnectionEnd;

/** The exit codes of the command; its {@code --help} lists the same numbers. */
enum ExitCode {
    /** Regular end: {@code --count} was reached, the time was up, or the server closed with 1000 or without a code. */
    NORMAL(0),
    /** There never was a connection: there was no answer, or the server refused. */
    NOT_CONNECTED(1),
    /** Invalid command line; picocli's own number for it. */
    USAGE(2),
    /** The connection was lost, or closed with a code that is not a regular end. */
    CUT(3),
    /** {@code --count} was not reached. */
    TOO_FEW(4),
    /** Ctrl-C: 128 plus the number of SIGINT, as in shells. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The exit code if the last connection ended like this. */
    static ExitCode of(ConnectionEnd ending) {
        if (ending instanceof ConnectionEnd.ByServer server) {
            int code = server.code();
            return code == CloseCode.NORMAL.code() || code == CloseCode.NO_STATUS.code() ? NORMAL : CUT;
        }
        if (ending instanceof ConnectionEnd.ByUs us) {
            return us.code() == CloseCode.NORMAL ? NORMAL : CUT;
        }
        return ending instanceof ConnectionEnd.Lost ? CUT : NOT_CONNECTED;
    }

    int number() {
        return number;
    }
}
