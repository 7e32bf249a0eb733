package dev.echowall.tools.link;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints events of the connection to standard error, one line each. */
public final class StatusPrinter {
    private final PrintStream err;
    private boolean quiet;

    public StatusPrinter(PrintStream err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
    }

    /** From now on nothing is printed. */
    public void mute() {
        quiet = true;
    }

    /**
     * Prints the sentence unless {@code --quiet}. Text from others in it cannot control the terminal or start another
     * line.
     */
    public void say(String sentence) {
        if (!quiet) {
            // UTF-8 whatever the locale: a close reason may be Chinese, and containers often have no such locale.
            byte[] line = (TerminalSafe.text(sentence) + "\n").getBytes(StandardCharsets.UTF_8);
            err.write(line, 0, line.length);
            err.flush();
        }
    }
}
