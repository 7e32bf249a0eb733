package dev.echowall.tools.verify;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * Writes and reads the payloads of a run: run, publisher and number, some filler that exercises the escaping of every
 * transport, and a checksum over all of it.
 */
final class PayloadCodec {
    /** The identity of a payload that was damaged or is not one of ours. */
    static final long UNREADABLE = -1;
    /** The identity of an undamaged payload of another run or channel. */
    static final long STRANGE = -2;

    private static final int NUMBER_BITS = 40;
    private static final String NAME = "echowall-verify";
    // No CR, because Server-Sent Events have only one kind of line break.
    private static final String[] FILLER = {
        "a", "Z", "7", " ", "\"", "\\", "/", "\n", "\t", "<", "&", "é", "回", "音", "壁", "🧱"
    };

    private final String run;
    private final RandomGenerator random;

    PayloadCodec(String run, RandomGenerator random) {
        this.run = run;
        this.random = random;
    }

    /** The identity of the publisher's publication with this number, starting at 1. */
    static long identity(int publisher, long number) {
        return ((long) publisher << NUMBER_BITS) | number;
    }

    static String name(long identity) {
        return "publication " + number(identity) + " of publisher " + publisher(identity);
    }

    static long number(long identity) {
        return identity & ((1L << NUMBER_BITS) - 1);
    }

    static int publisher(long identity) {
        return (int) (identity >> NUMBER_BITS);
    }

    String write(String channel, long identity, int filler) {
        StringBuilder text = new StringBuilder(filler + 80)
                .append(NAME)
                .append(' ')
                .append(run)
                .append(' ')
                .append(channel)
                .append(' ')
                .append(identity)
                .append(' ');
        for (int i = random.nextInt(filler + 1); i > 0; i--) {
            text.append(FILLER[random.nextInt(FILLER.length)]);
        }
        String sum = checksum(text.toString());
        return text.append(' ').append(sum).toString();
    }

    /** The identity of the publication, or {@link #UNREADABLE} or {@link #STRANGE}. */
    long read(String channel, String text) {
        int end = text.lastIndexOf(' ');
        String[] parts = text.split(" ", 5);
        if (end < 0
                || parts.length < 5
                || !parts[0].equals(NAME)
                || !text.substring(end + 1).equals(checksum(text.substring(0, end)))) {
            return UNREADABLE;
        }
        return parts[1].equals(run) && parts[2].equals(channel) ? Long.parseLong(parts[3]) : STRANGE;
    }

    private static String checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
