package dev.echowall.tools.link;

import java.util.Locale;

/** The result of a run, as text and as JSON. */
public interface Report {
    /** Lines, each with a line end. */
    String text();

    /** All of it as one object. */
    String json();

    /** One line of text: its subject, then its content. */
    static String line(String name, String what) {
        return String.format(Locale.ROOT, "%-16s %s%n", name, TerminalSafe.text(what));
    }

    /** Like {@link String#format}, independent of the machine's locale. */
    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
