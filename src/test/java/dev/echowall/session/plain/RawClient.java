package dev.echowall.session.plain;

import dev.echowall.protocol.websocket.Frames;
import dev.echowall.testing.TimeLimits;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket client that is nothing but a blocking socket, so that a test decides on every byte. */
public final class RawClient implements AutoCloseable {
    /** A frame from the server. */
    public static final class Frame {
        private final int first;
        private final byte[] payload;

        Frame(int first, byte[] payload) {
            this.first = first;
            this.payload = payload;
        }

        public int opcode() {
            return first & 0x0F;
        }

        /** By permessage-deflate. */
        public boolean deflated() {
            return (first & 0x40) != 0;
        }

        public byte[] payload() {
            return payload;
        }

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final int MASK = 0x37FA213D;
    private final Socket socket;
    private final DataInputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    public static RawClient connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TimeLimits.stretched(Duration.ofSeconds(10)).toMillis());
        return new RawClient(socket);
    }

    /** Connects and is through with the handshake. */
    public static RawClient open(int port, String path) throws IOException {
        RawClient client = connect(port);
        client.send(request(path));
        client.readsAnswer();
        return client;
    }

    public static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    public void send(byte[]... pieces) throws IOException {
        socket.getOutputStream().write(join(pieces));
    }

    public void sendText(String text) throws IOException {
        send(frame(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The answer's head, up to the empty line. */
    public String readsAnswer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** What stands behind the head of an answer. */
    String readsBody(String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
        in.readFully(body);
        return new String(body, StandardCharsets.UTF_8);
    }

    public Frame reads() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    /** The next close frame, whatever comes before it. */
    public Frame readsClose() throws IOException {
        Frame frame = reads();
        while (frame.opcode() != Frames.CLOSE) {
            frame = reads();
        }
        return frame;
    }

    /** Whether the server has ended the connection in good order, with nothing more before it. */
    public boolean readsEnd() throws IOException {
        try {
            in.readByte();
            return false;
        } catch (EOFException e) {
            return true;
        }
    }

    /** The same, whatever comes before. */
    boolean readsEndAfterRest() throws IOException {
        in.readAllBytes();
        return true;
    }

    /** Closes the connection with a reset. */
    void breaks() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void limitReceiveBuffer(int bytes) throws IOException {
        socket.setReceiveBufferSize(bytes);
    }

    static byte[] frame(int opcode, byte[] payload) {
        return frame(0x80 | opcode, payload.length, payload);
    }

    /** A masked frame with any first byte, that claims any length. */
    static byte[] frame(int first, long claimed, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (claimed >= 0 && claimed < 126) {
            out.write(0x80 | (int) claimed);
        } else if (claimed >= 0 && claimed <= 0xFFFF) {
            out.write(0xFE);
            out.write((int) claimed >> 8);
            out.write((int) claimed);
        } else {
            out.write(0xFF);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (claimed >> shift));
            }
        }
        for (int i = 0; i < 4; i++) {
            out.write(MASK >>> (24 - 8 * i));
        }
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK >>> (24 - 8 * (i & 3)));
        }
        return out.toByteArray();
    }

    static byte[] closeFrame(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = Arrays.copyOf(new byte[] {(byte) (code >> 8), (byte) code}, 2 + words.length);
        System.arraycopy(words, 0, payload, 2, words.length);
        return frame(Frames.CLOSE, payload);
    }

    public static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
