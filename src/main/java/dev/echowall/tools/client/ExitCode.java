package dev.echowall.tools.client;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.tools.link.ConnectionEnd;

/** What the command tells the shell; the same numbers stand in its {@code --help}. */
enum ExitCode {
    /** As asked: {@code --count} was reached, the time was up, or the server closed with 1000 or without a code. */
    NORMAL(0),
    /** There was never a connection: nobody answered, or the server refused. */
    NOT_CONNECTED(1),
    /** The command line is wrong; picocli's own number for it. */
    USAGE(2),
    /** The connection was lost, or closed with a code that is not a normal end. */
    CUT(3),
    /** {@code --count} was asked for and not reached. */
    TOO_FEW(4),
    /** Ctrl-C: 128 and the number of SIGINT, as shells have it. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** What the shell is told when this is how the last connection ended. */
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
