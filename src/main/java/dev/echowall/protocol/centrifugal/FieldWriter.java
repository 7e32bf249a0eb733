package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one message field by field. A field has a number in Protobuf and a name in JSON. A field that is
 * empty, 0 or false is omitted, unless JSON always has it.
 */
interface FieldWriter {
    /** The outermost message. */
    void root(Consumer<FieldWriter> fields);

    void text(int number, String name, String value);

    /** Is written in JSON even if it is empty. */
    void requiredText(int number, String name, String value);

    void whole(int number, String name, long value);

    /** Is written in JSON even if it is 0. */
    void requiredWhole(int number, String name, long value);

    void flag(int number, String name, boolean value);

    /** A JSON value as it is; null is omitted. */
    void json(int number, String name, byte @Nullable [] value);

    /** TEXT is written as a JSON string in both encodings. */
    void payload(int number, String name, Payload payload);

    /** The tags of a publication, and the encoding of its payload if that is not written as it is. */
    void tags(int number, String name, Map<String, String> tags, Payload payload);

    /** A message in this one; it is written even if it has no fields. */
    void message(int number, String name, Consumer<FieldWriter> fields);

    <T> void list(int number, String name, List<T> items, BiConsumer<FieldWriter, T> fields);

    <T> void map(int number, String name, Map<String, T> entries, BiConsumer<FieldWriter, T> fields);
}
