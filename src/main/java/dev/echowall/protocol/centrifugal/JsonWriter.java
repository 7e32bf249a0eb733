package dev.echowall.protocol.centrifugal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.plain.JsonText;
import io.netty.buffer.ByteBuf;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a message as a JSON object on one line. */
final class JsonWriter implements FieldWriter {
    /** The tag that says how a payload is encoded. */
    private static final String ENCODING = "encoding";

    private final ByteBuf out;

    JsonWriter(ByteBuf out) {
        this.out = out;
    }

    /** The encoded size of a payload in bytes; at most a few too many. */
    static int bytes(Payload payload) {
        return switch (payload.kind()) {
            case TEXT -> JsonText.size(payload.bytes()) + 2;
            case BINARY -> (payload.size() + 2) / 3 * 4 + 2;
            case JSON -> payload.size();
        };
    }

    @Override
    public void root(Consumer<FieldWriter> fields) {
        out.writeByte('{');
        fields.accept(this);
        out.writeByte('}');
    }

    @Override
    public void text(int number, String name, String value) {
        if (!value.isEmpty()) {
            requiredText(number, name, value);
        }
    }

    @Override
    public void requiredText(int number, String name, String value) {
        name(name);
        string(value.getBytes(UTF_8));
    }

    @Override
    public void whole(int number, String name, long value) {
        if (value != 0) {
            requiredWhole(number, name, value);
        }
    }

    @Override
    public void requiredWhole(int number, String name, long value) {
        name(name);
        ascii(Long.toString(value));
    }

    @Override
    public void flag(int number, String name, boolean value) {
        if (value) {
            name(name);
            ascii("true");
        }
    }

    @Override
    public void json(int number, String name, byte @Nullable [] value) {
        if (value != null) {
            name(name);
            RawJson.write(value, out);
        }
    }

    @Override
    public void payload(int number, String name, Payload payload) {
        name(name);
        switch (payload.kind()) {
            case TEXT -> string(payload.bytes());
            case BINARY -> string(Base64.getEncoder().encode(payload.bytes()));
            case JSON -> RawJson.write(payload.bytes(), out);
        }
    }

    @Override
    public void tags(int number, String name, Map<String, String> tags, Payload payload) {
        boolean encoded = payload.kind() == Payload.Kind.BINARY;
        if (tags.isEmpty() && !encoded) {
            return;
        }
        name(name);
        out.writeByte('{');
        tags.forEach((key, value) -> {
            if (!encoded || !key.equals(ENCODING)) {
                key(key);
                string(value.getBytes(UTF_8));
            }
        });
        if (encoded) {
            text(0, ENCODING, "base64");
        }
        out.writeByte('}');
    }

    @Override
    public void message(int number, String name, Consumer<FieldWriter> fields) {
        name(name);
        root(fields);
    }

    @Override
    public <T> void list(int number, String name, List<T> items, BiConsumer<FieldWriter, T> fields) {
        name(name);
        out.writeByte('[');
        for (T each : items) {
            comma();
            root(writer -> fields.accept(writer, each));
        }
        out.writeByte(']');
    }

    @Override
    public <T> void map(int number, String name, Map<String, T> entries, BiConsumer<FieldWriter, T> fields) {
        name(name);
        out.writeByte('{');
        entries.forEach((key, value) -> {
            key(key);
            root(writer -> fields.accept(writer, value));
        });
        out.writeByte('}');
    }

    private void name(String name) {
        comma();
        out.writeByte('"');
        ascii(name);
        out.writeByte('"').writeByte(':');
    }

    private void key(String key) {
        comma();
        string(key.getBytes(UTF_8));
        out.writeByte(':');
    }

    /** Writes a comma unless this is the first field: no value ends with an opening bracket. */
    private void comma() {
        byte last = out.getByte(out.writerIndex() - 1);
        if (last != '{' && last != '[') {
            out.writeByte(',');
        }
    }

    private void string(byte[] utf8) {
        out.writeByte('"');
        JsonText.write(utf8, out);
        out.writeByte('"');
    }

    private void ascii(String text) {
        out.writeCharSequence(text, US_ASCII);
    }
}
