package dev.echowall.protocol.centrifugal;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a message from clients that the server uses; all others are skipped. */
final class Message {
    private final Map<String, Field> named;
    private final @Nullable Field[] numbered;

    private Message(Field... fields) {
        named = Arrays.stream(fields).collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));
        numbered = new Field
                [1 + Arrays.stream(fields).mapToInt(Field::number).max().orElse(0)];
        for (Field each : fields) {
            numbered[each.number()] = each;
        }
    }

    static Message of(Field... fields) {
        return new Message(fields);
    }

    @Nullable
    Field named(String name) {
        return named.get(name);
    }

    @Nullable
    Field numbered(int number) {
        return number < numbered.length ? numbered[number] : null;
    }
}
