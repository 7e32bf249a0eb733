package dev.echowall.channel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What somebody said, byte for byte.
 *
 * <p>Immutable by convention: neither the one who makes a payload nor the one who reads it changes the bytes, so that
 * they need not be copied on the way.
 */
public final class Payload {
    /** How the bytes are meant; a byte on the wire between nodes, so the order of the constants stays. */
    public enum Kind {
        /** UTF-8; every text frame received. */
        TEXT,
        /** Any bytes. */
        BINARY,
        /** One JSON value in UTF-8, checked when it was accepted. */
        JSON;

        private static final Kind[] KINDS = values();

        public static Kind of(int ordinal) {
            return KINDS[ordinal];
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

    /** The bytes themselves, not a copy: read only. */
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    /** The bytes read as UTF-8; for TEXT and JSON. */
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

    /** Never the content: payloads do not belong into logs. */
    @Override
    public String toString() {
        return kind + "[" + bytes.length + "]";
    }
}
