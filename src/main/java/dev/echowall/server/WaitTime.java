package dev.echowall.server;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses how long a client is willing to wait: {@code 25s}, {@code 500ms}, or a number of seconds. */
final class WaitTime {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|)");

    private WaitTime() {}

    /** @throws IllegalArgumentException with a sentence for the user */
    static Duration parse(String text, Duration most) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("wait must be a time such as 25s or 500ms");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration wait = matcher.group(2).equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
        return wait.compareTo(most) > 0 ? most : wait;
    }
}
