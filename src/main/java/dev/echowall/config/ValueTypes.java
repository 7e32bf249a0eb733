package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Value types other than addresses. */
final class ValueTypes {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,30}");

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?([kKmMgGtT])(iB)?");
    private static final String UNITS = "kmgt";

    private ValueTypes() {}

    static ValueType<Integer> integer(int least, int most) {
        return number(least, most).map(Long::intValue);
    }

    /** A whole number that may be larger than 2147483647. */
    static ValueType<Long> number(long least, long most) {
        return new ValueType<>() {
            @Override
            public Long read(JsonNode value) {
                String range = least + " to " + most;
                if (value.isTextual()) {
                    boolean quoted = WHOLE.matcher(value.textValue()).matches();
                    throw InvalidValue.type(value, "a whole number from " + range + (quoted ? ", without quotes" : ""));
                }
                if (!value.isNumber()) {
                    throw InvalidValue.type(value, "a whole number from " + range);
                }
                if (!value.isIntegralNumber()) {
                    throw InvalidValue.because(value, "is not a whole number", range);
                }
                if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
                    throw InvalidValue.because(value, "is out of range", range);
                }
                return value.longValue();
            }

            @Override
            public JsonNode written(String text) {
                return WHOLE.matcher(text).matches()
                        ? BigIntegerNode.valueOf(new BigInteger(text))
                        : TextNode.valueOf(text);
            }
        };
    }

    static ValueType<Integer> size(int least, int most) {
        return size((long) least, most).map(Long::intValue);
    }

    /**
     * A number of bytes, optionally with a unit, each 1024 times the one before: {@code 64k}, {@code 1MiB}, {@code 2g}.
     */
    static ValueType<Long> size(long least, long most) {
        ValueType<Long> number = number(least, most);
        return new ValueType<>() {
            @Override
            public Long read(JsonNode value) {
                if (!value.isTextual() || WHOLE.matcher(value.textValue()).matches()) {
                    return number.read(value);
                }
                Matcher size = SIZE.matcher(value.textValue());
                if (!size.matches()) {
                    throw InvalidValue.because(
                            value,
                            "is not a size",
                            "a whole number of bytes from " + least + " to " + most
                                    + ", or one with its unit such as 64k or 1MiB");
                }
                int power =
                        1 + UNITS.indexOf(Character.toLowerCase(size.group(2).charAt(0)));
                BigInteger bytes = new BigInteger(size.group(1)).shiftLeft(10 * power);
                if (bytes.compareTo(BigInteger.valueOf(least)) < 0 || bytes.compareTo(BigInteger.valueOf(most)) > 0) {
                    throw InvalidValue.because(value, "is out of range", least + " to " + most);
                }
                return bytes.longValue();
            }

            @Override
            public JsonNode written(String text) {
                return number.written(text);
            }
        };
    }

    static ValueType<Boolean> flag() {
        return new ValueType<>() {
            @Override
            public Boolean read(JsonNode value) {
                if (!value.isBoolean()) {
                    throw InvalidValue.type(value, "true or false");
                }
                return value.booleanValue();
            }

            @Override
            public JsonNode written(String text) {
                return switch (text) {
                    case "true" -> BooleanNode.TRUE;
                    case "false" -> BooleanNode.FALSE;
                    default -> TextNode.valueOf(text);
                };
            }
        };
    }

    static ValueType<Duration> duration(String least, String most) {
        Duration from = Durations.parse(least);
        Duration to = Durations.parse(most);
        return value -> {
            if (value.isNumber()) {
                throw InvalidValue.because(value, "has no unit", Durations.ALLOWED);
            }
            Duration duration = Durations.parse(text(value, Durations.ALLOWED));
            if (duration.compareTo(from) < 0 || duration.compareTo(to) > 0) {
                throw InvalidValue.because(value, "is out of range", least + " to " + most);
            }
            return duration;
        };
    }

    /** One of an enum, written in lower case. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        List<E> all = List.of(type.getEnumConstants());
        String allowed = all.stream().map(ValueTypes::written).collect(Collectors.joining(" or "));
        return value -> all.stream()
                .filter(choice -> written(choice).equals(value.textValue()))
                .findFirst()
                .orElseThrow(() -> InvalidValue.because(value, "is not known", allowed));
    }

    static ValueType<String> text(Pattern pattern, String allowed) {
        return value -> {
            String text = text(value, allowed);
            if (!pattern.matcher(text).matches()) {
                throw InvalidValue.because(value, "does not fit", allowed);
            }
            return text;
        };
    }

    /** Like {@link #text}, but error messages do not contain the value. */
    static ValueType<String> secret(Pattern pattern, String allowed) {
        return value -> {
            if (!value.isTextual()) {
                throw InvalidValue.because("the value", "is " + InvalidValue.type(value), allowed);
            }
            if (!pattern.matcher(value.textValue()).matches()) {
                throw InvalidValue.because("the value", "does not fit", allowed);
            }
            return value.textValue();
        };
    }

    static ValueType<ZoneId> zone() {
        String allowed = "a name such as Asia/Shanghai or UTC, or an offset such as +08:00";
        return value -> {
            try {
                return ZoneId.of(text(value, allowed));
            } catch (DateTimeException e) {
                throw InvalidValue.because(value, "is not a time zone", allowed);
            }
        };
    }

    static ValueType<Path> readableFile(String allowed) {
        return value -> {
            try {
                Path path = Path.of(text(value, allowed));
                if (Files.isRegularFile(path) && Files.isReadable(path)) {
                    return path;
                }
            } catch (InvalidPathException e) {
                throw InvalidValue.because(value, "is not a path", allowed);
            }
            throw InvalidValue.because(value, "is not a file that can be read", allowed);
        };
    }

    /** A path, whether something is there or not. */
    static ValueType<Path> path(String allowed) {
        return value -> {
            try {
                return Path.of(text(value, allowed));
            } catch (InvalidPathException e) {
                throw InvalidValue.because(value, "is not a path", allowed);
            }
        };
    }

    static String text(JsonNode value, String allowed) {
        if (!value.isTextual()) {
            throw InvalidValue.type(value, allowed);
        }
        return value.textValue();
    }

    private static String written(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** A list of what {@code item} reads; in the environment with commas between, or as YAML: {@code [a, b]}. */
    static <T> ValueType<List<T>> list(ValueType<T> item, String allowed) {
        return new ValueType<>() {
            @Override
            public List<T> read(JsonNode value) {
                if (!value.isArray()) {
                    throw InvalidValue.type(value, allowed);
                }
                return value.valueStream().map(item::read).toList();
            }

            @Override
            public JsonNode written(String text) {
                if (text.startsWith("[") && text.endsWith("]")) {
                    return ConfigParser.yaml(text);
                }
                List<TextNode> items = Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .map(TextNode::valueOf)
                        .toList();
                return ConfigParser.list(items);
            }
        };
    }
}
