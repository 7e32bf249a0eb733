package dev.echowall.conformance;

import static dev.echowall.conformance.Case.latin;

import dev.echowall.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Handshakes and frames that were right once, with a few octets changed. The same seed gives the same. */
final class Mutations {
    private static final int[] EDGES = {0, 1, 0x0A, 0x0D, 0x20, 0x7D, 0x7E, 0x7F, 0x80, 0x81, 0x88, 0xC1, 0xFE, 0xFF};
    private static final int MOST = 6;
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    private final Random random;
    private final int port;

    Mutations(long seed, int port) {
        this.random = new Random(seed);
        this.port = port;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** One that is good, with compression offered. */
    static String handshake(int port) {
        return RawClient.handshake(port, "/ws/echo:mutations", OFFER);
    }

    byte[] changedHandshake() {
        return changed(latin(handshake(port)));
    }

    /** Some frames, good and bad. */
    byte[] changedFrames() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] frame = frame();
            out.writeBytes(random.nextInt(3) == 0 ? frame : changed(frame));
        }
        return out.toByteArray();
    }

    private byte[] frame() {
        byte[] letters = latin("what one whispers, all along the wall hear; ".repeat(1 + random.nextInt(10)));
        byte[] payload = Arrays.copyOf(letters, random.nextInt(letters.length));
        byte[] few = Arrays.copyOf(payload, Math.min(payload.length, 125));
        return switch (random.nextInt(9)) {
            case 0 -> masked(Case.BINARY, payload);
            case 1 -> masked(Case.PING, few);
            case 2 -> masked(Case.PONG, few);
            case 3 -> masked(Case.CLOSE, FuzzingClient.closing(1000, few.length > 123 ? new byte[0] : few));
            case 4 -> masked(Case.part(Case.TEXT), payload);
            case 5 -> masked(Case.CONTINUATION, payload);
            case 6, 7 -> masked(Case.reserved(4, Case.TEXT), deflated(payload));
            default -> masked(Case.TEXT, payload);
        };
    }

    private static byte[] masked(int first, byte[] payload) {
        return ClientSocket.masked(first, payload, 0, payload.length);
    }

    private static byte[] deflated(byte[] message) {
        try (Compression compression = new Compression(new Compression.Terms(false, false))) {
            return compression.deflate(message);
        }
    }

    private byte[] changed(byte[] good) {
        byte[] bytes = good;
        for (int i = random.nextInt(MOST); i >= 0; i--) {
            bytes = changedOnce(bytes);
        }
        return bytes;
    }

    private byte[] changedOnce(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(16));
        byte[] copy = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt(256);
            case 2 -> copy[at] = (byte) EDGES[random.nextInt(EDGES.length)];
            case 3 -> copy = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
            case 4 -> copy = joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            default -> {
                byte[] more = new byte[1 + random.nextInt(8)];
                random.nextBytes(more);
                copy = joined(Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
            }
        }
        return copy;
    }

    static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List.of(pieces).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
