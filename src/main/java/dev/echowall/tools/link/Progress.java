package dev.echowall.tools.link;

import java.io.PrintStream;

/** Shows the progress of a run: one line that changes on a terminal, otherwise a line now and then. */
public final class Progress {
    private static final int EVERY = 10;

    private final PrintStream err;
    private final boolean terminal;
    private final boolean quiet;
    private int shown;

    public Progress(PrintStream err, boolean terminal, boolean quiet) {
        this.err = err;
        this.terminal = terminal;
        this.quiet = quiet;
    }

    /** Prints a line that stays. */
    public void say(String sentence) {
        new StatusPrinter(err, quiet).say(sentence);
    }

    /** Called every second. */
    public void show(String state) {
        shown++;
        if (quiet) {
            return;
        }
        if (terminal) {
            err.print("\r\u001b[K" + shown + " s: " + state);
            err.flush();
        } else if (shown % EVERY == 0) {
            say(shown + " s: " + state);
        }
    }

    /** Must be called before anything else is written. */
    public void end() {
        if (terminal && !quiet) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
