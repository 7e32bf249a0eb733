package dev.echowall.protocol.centrifugal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Values drawn at random: the same seed gives the same. */
final class Drawn {
    private static final String[] TOKENS = {
        "0", "-1", "12.5e-3", "true", "false", "null", "\"\"", "\"é\\n\\\"{[\"", "{}", "[]"
    };
    private static final String[] SPACES = {"", "", "", " ", "\t", "\n", "\r\n", "  "};

    final Random random;

    Drawn(long seed) {
        random = new Random(seed);
    }

    boolean maybe() {
        return random.nextBoolean();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Small ones as often as large ones. */
    long whole(int bits) {
        int used = random.nextInt(bits + 1);
        return used == 0 ? 0 : random.nextLong() >>> (64 - used);
    }

    /** Of any characters, perhaps none. */
    String text() {
        int length = random.nextInt(random.nextInt(40) == 0 ? 300 : 12);
        StringBuilder text = new StringBuilder();
        random.ints(length, 0, 0x110000)
                .map(c -> random.nextInt(4) > 0 ? c % 128 : c)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    String channel() {
        return "news:" + Integer.toString(random.nextInt(1 << 20), 36);
    }

    byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A JSON value, with space wherever it may be. */
    String json(int depth) {
        int kind = random.nextInt(depth > 0 ? 14 : 9);
        if (kind < 10) {
            return space() + TOKENS[random.nextInt(TOKENS.length)] + space();
        }
        StringBuilder value = new StringBuilder(space()).append(kind < 12 ? '{' : '[');
        for (int i = random.nextInt(4), n = 0; n < i; n++) {
            value.append(n > 0 ? "," : "");
            if (kind < 12) {
                value.append(space())
                        .append("\"k")
                        .append(n)
                        .append('"')
                        .append(space())
                        .append(':');
            }
            value.append(json(depth - 1));
        }
        return value.append(kind < 12 ? '}' : ']').append(space()).toString();
    }

    byte[] jsonBytes() {
        return json(4).strip().getBytes(StandardCharsets.UTF_8);
    }

    String space() {
        return SPACES[random.nextInt(SPACES.length)];
    }

    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tags.put(text(), text());
        }
        return tags;
    }
}
