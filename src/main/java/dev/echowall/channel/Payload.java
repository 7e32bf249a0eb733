package dev.echowall.channel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The content of a publication, byte for byte.
 *
 * <p>Immutable by convention: neither its creator nor its readers change the bytes, so that they need not be copied.
 */
public final class Payload {
    /** The type of the content. */
    public enum Kind {
        /** UTF-8; every text frame received. */
        TEXT(0),
        /** Any bytes. */
        BINARY(1),
        /** One JSON value in UTF-8, validated when it was accepted. */
        JSON(2);

        private static final Kind[] KINDS = {TEXT, BINARY, JSON};

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Its code in messages between nodes; never changes. */
        public int code() {
            return code;
        }

        /** @throws IndexOutOfBoundsException for an unknown code */
        public static Kind of(int code) {
            return KINDS[code];
        }
    }

    private final Kind kind;
    private final byte[] bytes;

    public Payload(Kind kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    public static Payload text(String text) {
        return new Payload(Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Payload json(String json) {
        return new Payload(Kind.JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    public static Payload binary(byte[] bytes) {
        return new Payload(Kind.BINARY, bytes);
    }

    public Kind kind() {
        return kind;
    }

    /** The bytes themselves, not a copy; read only. */
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    /** The bytes decoded as UTF-8; for TEXT and JSON. */
    public String string() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Payload other && kind == other.kind && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(bytes);
    }

    /** Without the content, because payloads must not be logged. */
    @Override
    public String toString() {
        return kind + "[" + bytes.length + "]";
    }
}
