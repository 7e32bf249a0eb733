package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that send requests and read nothing of the responses; their receive windows are as small as possible. */
public final class UnreadSockets implements AutoCloseable {
    private static final int WINDOW = 4096;

    private final List<Socket> sockets = new ArrayList<>();

    /** Adds this many clients, each of which sends this request at once. */
    public UnreadSockets ask(int port, int clients, String words) {
        for (int i = 0; i < clients; i++) {
            try {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(WINDOW);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    @Override
    public void close() {
        for (Socket each : sockets) {
            try {
                each.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
