package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.plain.JsonText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a length-delimited Protobuf message: protobuf.dev/programming-guides/encoding. */
final class ProtobufWriter implements FieldWriter {
    /** The wire type of numbers. */
    static final int VARINT = 0;

    /** The wire type of length-delimited values. */
    static final int LENGTH_DELIMITED = 2;

    /** The numbers of the two fields of a map entry. */
    static final int KEY = 1;

    static final int VALUE = 2;

    private static final int LENGTH_BYTES = 1;

    private final ByteBuf out;

    ProtobufWriter(ByteBuf out) {
        this.out = out;
    }

    /** The encoded size of a payload in bytes, without its length. */
    static int bytes(Payload payload) {
        return payload.kind() == Payload.Kind.TEXT ? JsonText.size(payload.bytes()) + 2 : payload.size();
    }

    @Override
    public void root(Consumer<FieldWriter> fields) {
        int begin = begin();
        fields.accept(this);
        end(begin);
    }

    @Override
    public void text(int number, String name, String value) {
        if (!value.isEmpty()) {
            tag(number, LENGTH_DELIMITED);
            varint(ByteBufUtil.utf8Bytes(value));
            ByteBufUtil.writeUtf8(out, value);
        }
    }

    @Override
    public void requiredText(int number, String name, String value) {
        text(number, name, value);
    }

    @Override
    public void whole(int number, String name, long value) {
        if (value != 0) {
            tag(number, VARINT);
            varint(value);
        }
    }

    @Override
    public void requiredWhole(int number, String name, long value) {
        whole(number, name, value);
    }

    @Override
    public void flag(int number, String name, boolean value) {
        whole(number, name, value ? 1 : 0);
    }

    @Override
    public void json(int number, String name, byte @Nullable [] value) {
        if (value != null && value.length > 0) {
            tag(number, LENGTH_DELIMITED);
            varint(value.length);
            out.writeBytes(value);
        }
    }

    @Override
    public void payload(int number, String name, Payload payload) {
        if (payload.kind() == Payload.Kind.TEXT) {
            tag(number, LENGTH_DELIMITED);
            varint(bytes(payload));
            out.writeByte('"');
            JsonText.write(payload.bytes(), out);
            out.writeByte('"');
        } else {
            json(number, name, payload.bytes());
        }
    }

    @Override
    public void tags(int number, String name, Map<String, String> tags, Payload payload) {
        tags.forEach((key, value) -> message(number, name, entry -> {
            entry.text(KEY, "key", key);
            entry.text(VALUE, "value", value);
        }));
    }

    @Override
    public void message(int number, String name, Consumer<FieldWriter> fields) {
        tag(number, LENGTH_DELIMITED);
        root(fields);
    }

    @Override
    public <T> void list(int number, String name, List<T> items, BiConsumer<FieldWriter, T> fields) {
        for (T each : items) {
            message(number, name, writer -> fields.accept(writer, each));
        }
    }

    @Override
    public <T> void map(int number, String name, Map<String, T> entries, BiConsumer<FieldWriter, T> fields) {
        entries.forEach((key, value) -> message(number, name, entry -> {
            entry.text(KEY, "key", key);
            entry.message(VALUE, "value", writer -> fields.accept(writer, value));
        }));
    }

    private void tag(int number, int wireType) {
        varint((long) number << 3 | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private int begin() {
        int begin = out.writerIndex();
        out.writeZero(LENGTH_BYTES);
        return begin;
    }

    /** Inserts the length before everything written since; if it needs more than one byte, makes room for it. */
    private void end(int begin) {
        int length = out.writerIndex() - begin - LENGTH_BYTES;
        int more = varintBytes(length) - LENGTH_BYTES;
        if (more > 0) {
            out.ensureWritable(more);
            out.setBytes(begin + LENGTH_BYTES + more, out, begin + LENGTH_BYTES, length);
        }
        out.writerIndex(begin);
        varint(length);
        out.writerIndex(begin + LENGTH_BYTES + more + length);
    }

    private static int varintBytes(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
    }
}
