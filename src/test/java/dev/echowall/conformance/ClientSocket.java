package dev.echowall.conformance;

import dev.echowall.testing.TimeLimits;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A plain socket with a WebSocket handshake behind it: writes frames in the pieces it is told, and reads them. */
final class ClientSocket implements AutoCloseable {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final String EXTENSIONS = "sec-websocket-extensions:";
    private static final int RSV1 = 0x40;

    private final Socket socket;
    private final InputStream in;
    private final String agreed;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int limit;
    private ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private int chop;

    /** A frame of the server's. */
    public static final class Frame {
        private final int first;
        private final byte[] payload;

        private Frame(int first, byte[] payload) {
            this.first = first;
            this.payload = payload;
        }

        public int opcode() {
            return first & 0x0F;
        }

        public boolean deflated() {
            return (first & RSV1) != 0;
        }

        public byte[] payload() {
            return payload;
        }

        /** 1005 when there is none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        @Override
        public String toString() {
            return "a frame " + Integer.toHexString(first) + " of " + payload.length + " octets"
                    + (opcode() == 8
                            ? " " + closeCode() + new String(payload, StandardCharsets.UTF_8).replaceAll("^..", " ")
                            : "");
        }
    }

    private ClientSocket(Socket socket, String request) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(20)).toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        this.agreed = agreed(head());
    }

    /** @param extensions what is offered, or nothing */
    static ClientSocket open(int port, String path, String extensions) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + KEY + "\r\n" + (extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n")
                + "\r\n";
        return new ClientSocket(new Socket(InetAddress.getLoopbackAddress(), port), request);
    }

    /** The extension that the server agreed to, or nothing. */
    String agreed() {
        return agreed;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = octet();
            if (octet < 0) {
                throw new EOFException("ended within the handshake: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private static String agreed(String head) {
        if (!head.startsWith("HTTP/1.1 101 ") || !head.contains(ACCEPT)) {
            throw new AssertionError("no handshake: " + head);
        }
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(EXTENSIONS))
                .map(line -> line.substring(EXTENSIONS.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** From here on each frame in writes of so many octets; 0 is with those before and after it, at the next flush. */
    void chop(int octets) {
        chop = octets;
    }

    void frame(int first, byte[] payload) throws IOException {
        frame(first, payload, 0, payload.length);
    }

    void frame(int first, byte[] payload, int from, int to) throws IOException {
        octets(masked(first, payload, from, to));
        if (chop > 0) {
            flush();
        }
    }

    void octets(byte[] octets) {
        unsent.writeBytes(octets);
    }

    void flush() throws IOException {
        byte[] octets = unsent.toByteArray();
        unsent = new ByteArrayOutputStream();
        int size = chop == 0 ? octets.length : chop;
        try {
            for (int from = 0; from < octets.length; from += Math.min(size, octets.length - from)) {
                socket.getOutputStream().write(octets, from, Math.min(size, octets.length - from));
            }
        } catch (SocketException gone) {
            // The server has failed the connection already. What it said before can still be read.
        }
    }

    static byte[] masked(int first, byte[] payload, int from, int to) {
        int length = to - from;
        ByteBuffer out = ByteBuffer.allocate(length + (length < 126 ? 6 : length < 65536 ? 8 : 14));
        out.put((byte) first);
        if (length < 126) {
            out.put((byte) (0x80 | length));
        } else if (length < 65536) {
            out.put((byte) 0xFE).putShort((short) length);
        } else {
            out.put((byte) 0xFF).putLong(length);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        int at = out.putInt(mask).position();
        byte[] octets = out.array();
        for (int i = 0; i < length; i++) {
            octets[at + i] = (byte) (payload[from + i] ^ mask >>> (24 - 8 * (i & 3)));
        }
        return octets;
    }

    /** The next frame, which must be as a server's has to be; null when the server has ended the connection. */
    @Nullable
    Frame read(int millis) throws IOException {
        socket.setSoTimeout(millis);
        int first = octet();
        if (first < 0) {
            return null;
        }
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(20)).toMillis());
        int second = must();
        long length = second;
        if (second == 126) {
            length = (long) must() << 8 | must();
        } else if (second == 127) {
            length = 0;
            for (int i = 0; i < 8; i++) {
                length = length << 8 | must();
            }
        }
        boolean shortest = second < 126 || (second == 126 ? length >= 126 : length >= 65536);
        if (second > 127 || !shortest || (first & 0x80) == 0 || (first & 0x30) != 0) {
            throw new AssertionError("a frame " + Integer.toHexString(first) + " " + Integer.toHexString(second));
        }
        return new Frame(first, read(new byte[(int) length]));
    }

    private byte[] read(byte[] payload) throws IOException {
        int have = Math.min(payload.length, limit - at);
        System.arraycopy(buffer, at, payload, 0, have);
        at += have;
        if (in.readNBytes(payload, have, payload.length - have) < payload.length - have) {
            throw new EOFException("ended within a frame");
        }
        return payload;
    }

    private int must() throws IOException {
        int octet = octet();
        if (octet < 0) {
            throw new EOFException("ended within a frame");
        }
        return octet;
    }

    private int octet() throws IOException {
        if (at == limit) {
            limit = Math.max(0, in.read(buffer));
            at = 0;
            if (limit == 0) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
