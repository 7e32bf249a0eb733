package dev.echowall.tools.link;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line: a whole number and its unit. */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String typed) {
        Matcher time = TIME.matcher(typed);
        if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
            throw new TypeConversionException("'" + TerminalSafe.text(typed)
                    + "' is not a time; write a whole number from 1 with its unit: 500ms, 10s, 2m, 1h");
        }
        long amount = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
