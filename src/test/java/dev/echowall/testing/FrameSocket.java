package dev.echowall.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A WebSocket client with very low cost, so that the server is measured and not the client: unfragmented frames,
 * answers pings.
 */
public final class FrameSocket implements AutoCloseable {
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;
    private static final int CONTROL = 8;
    private static final int PING = 9;
    private static final int SHORT_LENGTH = 126;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);

    private FrameSocket(SocketChannel channel) {
        this.channel = channel;
    }

    /** Returns when connected, in blocking mode. */
    public static FrameSocket open(int port, String path) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(StandardCharsets.US_ASCII.encode(request));
        FrameSocket socket = new FrameSocket(channel);
        String head = socket.head();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + head);
        }
        return socket;
    }

    /* Frames may arrive in the same segment; they are kept for `receive`. */
    private String head() throws IOException {
        int end = -1;
        while (end < 0) {
            if (channel.read(in) < 0) {
                throw new IOException("the server closed");
            }
            end = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        }
        String head = new String(in.array(), 0, end, StandardCharsets.ISO_8859_1);
        in.flip().position(end + 4);
        in.compact();
        return head;
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Sends one binary message of less than 64 KiB; the mask is zero, but the server must apply it nevertheless. */
    public void send(byte[] payload) throws IOException {
        send(BINARY, payload);
    }

    /** The same as a text message. */
    public void sendText(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length);
        frame.put((byte) first);
        if (payload.length < SHORT_LENGTH) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | SHORT_LENGTH)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /** Reads what has arrived and passes on each payload of less than 64 KiB; valid only during the call. */
    public void receive(Consumer<ByteBuffer> payloads) throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("the server closed");
        }
        in.flip();
        while (in.remaining() >= 2) {
            int start = in.position();
            int length = in.get(start + 1) & 0x7F;
            int head = 2;
            if (length == SHORT_LENGTH) {
                if (in.remaining() < 4) {
                    break;
                }
                length = in.getShort(start + 2) & 0xFFFF;
                head = 4;
            }
            if (in.remaining() < head + length) {
                break;
            }
            int opcode = in.get(start) & 0x0F;
            if (opcode < CONTROL) {
                payloads.accept(in.slice(start + head, length));
            } else if (opcode == PING) {
                byte[] payload = new byte[length];
                in.get(start + head, payload);
                send(PONG, payload);
            }
            in.position(start + head + length);
        }
        in.compact();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
