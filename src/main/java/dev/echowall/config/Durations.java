package dev.echowall.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 2m}, {@code 24h}, {@code 7d}. */
public final class Durations {
    static final String ALLOWED = "a whole number and its unit (ms, s, m, h or d) such as 500ms or 10s";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

    private Durations() {}

    /** @throws IllegalArgumentException if it is not a duration */
    public static Duration parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw InvalidValue.because('"' + InvalidValue.plain(text) + '"', "is not a duration", ALLOWED);
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
