package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message as it is being written, field by field: Protobuf knows a field by its number, JSON by its name. A field that is
 * empty, 0 or false is left out, unless JSON has it always.
 */
interface FieldWriter {
    /** The message that nothing is around. */
    void root(Consumer<FieldWriter> fields);

    void text(int number, String name, String value);

    /** Stands in JSON also when it is empty. */
    void requiredText(int number, String name, String value);

    void whole(int number, String name, long value);

    /** Stands in JSON also when it is 0. */
    void requiredWhole(int number, String name, long value);

    void flag(int number, String name, boolean value);

    /** One JSON value as it is; null is left out. */
    void json(int number, String name, byte @Nullable [] value);

    /** TEXT is the JSON string of it, in both encodings. */
    void payload(int number, String name, Payload payload);

    /** The tags of a publication, and how its payload is encoded when its bytes are not there as they are. */
    void tags(int number, String name, Map<String, String> tags, Payload payload);

    /** A message within this one; it stands there also without fields. */
    void message(int number, String name, Consumer<FieldWriter> fields);

    <T> void list(int number, String name, List<T> items, BiConsumer<FieldWriter, T> fields);

    <T> void map(int number, String name, Map<String, T> entries, BiConsumer<FieldWriter, T> fields);
}
