package dev.echowall.tools.link;

import java.util.Locale;

/** What came out of a run, for people and for programs. */
public interface Report {
    /** Lines, each with its end. */
    String text();

    /** All of it as one object. */
    String json();

    /** One line of a text: what it is about, and then what there is to say. */
    static String line(String name, String what) {
        return String.format(Locale.ROOT, "%-16s %s%n", name, TerminalSafe.text(what));
    }

    /** As {@link String#format}, whatever the language of the machine is. */
    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
