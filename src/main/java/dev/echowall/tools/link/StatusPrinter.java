package dev.echowall.tools.link;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard error: what happens to the connection, one line each. */
public final class StatusPrinter {
    private final PrintStream err;
    private boolean quiet;

    public StatusPrinter(PrintStream err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    /** From now on nothing is said. */
    public void mute() {
        quiet = true;
    }

    /** Says it unless {@code --quiet}. What others wrote into it cannot drive the terminal or forge a second line. */
    public void say(String sentence) {
        if (!quiet) {
            // UTF-8 whatever the locale: the reason may be Chinese, the locale of a container seldom is.
            byte[] line = (TerminalSafe.text(sentence) + "\n").getBytes(StandardCharsets.UTF_8);
            err.write(line, 0, line.length);
            err.flush();
        }
    }
}
