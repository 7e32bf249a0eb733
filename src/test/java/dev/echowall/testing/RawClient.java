package dev.echowall.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket that sends exactly what it is told to, and reads responses and frames. Every read has the tests' time limit.
 */
public final class RawClient implements AutoCloseable {
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final int port;
    private final Socket socket;
    private final DataInputStream in;

    /** A response; header names as received. */
    @SuppressWarnings("ArrayRecordComponent") // read by one test, never compared
    public record Answer(int status, List<String> headers, byte[] body) {
        public String header(String name) {
            List<String> values = all(name);
            return values.isEmpty() ? "" : values.get(0);
        }

        public List<String> all(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                            .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** One frame from the server. */
    @SuppressWarnings("ArrayRecordComponent") // likewise
    public record Frame(boolean last, int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return opcode == CLOSE && payload.length >= 2
                    ? ByteBuffer.wrap(payload).getShort() & 0xffff
                    : -1;
        }

        public String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private RawClient(int port) throws IOException {
        this.port = port;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(15)).toMillis());
        this.in = new DataInputStream(socket.getInputStream());
    }

    public static RawClient connect(int port) {
        try {
            return new RawClient(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes one request on a connection of its own. */
    public static Answer ask(int port, String request) {
        try (RawClient client = connect(port)) {
            return client.send(request).answer(request.startsWith("HEAD "));
        }
    }

    /** A WebSocket whose handshake was answered with 101. */
    public static RawClient webSocket(int port, String path) {
        RawClient client = connect(port);
        Answer answer = client.send(client.handshake(path, "")).answer(false);
        if (answer.status() != 101) {
            client.close();
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        return client;
    }

    /**
     * @param more header lines, each with its line end
     */
    public String handshake(String path, String more) {
        return handshake(port, path, more);
    }

    public static String handshake(int port, String path, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + KEY + "\r\n" + more + "\r\n";
    }

    public RawClient send(String latin1) {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient text(String text) {
        return frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A masked frame. */
    public RawClient frame(int first, byte[] payload) {
        return send(masked(first, payload));
    }

    public static byte[] masked(int first, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            out.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            out.put((byte) 0xfe).putShort((short) payload.length);
        } else {
            out.put((byte) 0xff).putLong(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        out.put(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ mask[i % 4]));
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    public Frame frame() {
        try {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            return new Frame((first & 0x80) != 0, first & 0x0f, in.readNBytes((int) length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame that is not a tick. */
    public Frame said() {
        Frame frame = frame();
        while (frame.opcode() == TEXT && frame.text().matches("\\d{4}-\\d\\d-\\d\\dT.*\\+\\d\\d:00")) {
            frame = frame();
        }
        return frame;
    }

    /** The server's close frame; skips everything before it. */
    public Frame closeFrame() {
        Frame frame = frame();
        while (frame.opcode() != CLOSE) {
            frame = frame();
        }
        return frame;
    }

    /** @param head whether there is no body, whatever the headers say */
    public Answer answer(boolean head) {
        try {
            String status = line();
            List<String> headers = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headers.add(line);
            }
            Answer answer = new Answer(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
            boolean bare = head || answer.status() == 304 || answer.status() < 200;
            String length = answer.header("content-length");
            return bare || length.isEmpty()
                    ? answer
                    : new Answer(answer.status(), headers, in.readNBytes(Integer.parseInt(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed, or closes within the tests' time limit; discards what arrives before. */
    public boolean ended() {
        try {
            while (in.read() >= 0) {}
            return true;
        } catch (java.net.SocketTimeoutException stillThere) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Everything until the server closes, one character per byte. */
    public String rest() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This many bytes, one character each. */
    public String bytes(int count) {
        try {
            return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One chunk of a chunked response; empty for the last. */
    public String chunk() {
        try {
            String data = bytes(Integer.parseInt(line(), 16));
            if (!line().isEmpty()) {
                throw new AssertionError("a chunk is longer than it says: " + data);
            }
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection with a reset. */
    public void breaks() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed after: " + line);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
