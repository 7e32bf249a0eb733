package dev.echowall.channel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What accompanies a payload between nodes and in the journal: who published it, and its tags. Most publications have neither,
 * so the byte with the payload's kind also says whether metadata follows, and nothing is written for those without.
 *
 * <pre>
 * hasInfo:byte [ user:text client:text connInfo:blob chanInfo:blob ]  tags:byte ( name:text value:text )*
 * </pre>
 */
public record Metadata(@Nullable ClientInfo info, Map<String, String> tags) {
    public static final Metadata NONE = new Metadata(null, Map.of());

    /** Added to the code of the payload's kind if metadata follows. */
    private static final int MARK = 0x40;

    /** The byte before a payload of this kind with this metadata. */
    public static int marked(int kind, @Nullable ClientInfo info, Map<String, String> tags) {
        return info == null && tags.isEmpty() ? kind : kind | MARK;
    }

    public static boolean follows(int marked) {
        return (marked & MARK) != 0;
    }

    public static int kind(int marked) {
        return marked & ~MARK;
    }

    public static byte[] encode(@Nullable ClientInfo info, Map<String, String> tags) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(info != null);
            if (info != null) {
                text(out, info.user());
                text(out, info.client());
                blob(out, info.connInfo());
                blob(out, info.chanInfo());
            }
            out.writeByte(tags.size());
            for (Map.Entry<String, String> each : tags.entrySet()) {
                text(out, each.getKey());
                text(out, each.getValue());
            }
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if it is malformed, or larger than what may be published */
    public static Metadata decode(byte[] bytes) {
        ByteArrayInputStream left = new ByteArrayInputStream(bytes);
        try (DataInputStream in = new DataInputStream(left)) {
            ClientInfo info = in.readBoolean() ? new ClientInfo(text(in), text(in), blob(in), blob(in)) : null;
            Map<String, String> tags = tags(in);
            if (left.available() > 0) {
                throw new IOException(left.available() + " bytes too many");
            }
            return new Metadata(info, tags);
        } catch (IOException malformed) {
            throw new IllegalArgumentException("metadata of " + bytes.length + " bytes", malformed);
        }
    }

    private static Map<String, String> tags(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>();
        for (int left = count; left > 0; left--) {
            tags.put(text(in), text(in));
        }
        return Tags.checked(tags);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(exactly(in, in.readUnsignedShort()), StandardCharsets.UTF_8);
    }

    private static void blob(DataOutputStream out, byte @Nullable [] blob) throws IOException {
        out.writeShort(blob == null ? -1 : blob.length);
        if (blob != null) {
            out.write(blob);
        }
    }

    private static byte @Nullable [] blob(DataInputStream in) throws IOException {
        int length = in.readShort();
        if (length < -1 || length > ClientInfo.MAX_INFO) {
            throw new IOException("a blob of " + length + " bytes");
        }
        return length < 0 ? null : exactly(in, length);
    }

    /* Allocates for the bytes that have arrived, not for the length that is claimed. */
    private static byte[] exactly(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException(length + " bytes are announced, " + bytes.length + " are there");
        }
        return bytes;
    }
}
