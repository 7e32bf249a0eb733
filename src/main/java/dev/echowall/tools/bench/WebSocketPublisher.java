package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.TreeMap;

/** Publishes text messages on WebSockets, used in turn. On the sender's loop. */
final class WebSocketPublisher implements Sender.Publisher, BenchWebSocket.Owner {
    private final Dialer dialer;
    private final PayloadTag tag;
    private final int size;
    private final PublisherConnections<BenchWebSocket> connections;
    private final Map<String, Integer> troubles = new TreeMap<>();

    /**
     * @param wanted the number of connections
     * @param size bytes of a payload
     */
    WebSocketPublisher(Dialer dialer, int wanted, PayloadTag tag, int size) {
        this.dialer = dialer;
        this.connections = new PublisherConnections<>(wanted);
        this.tag = tag;
        this.size = size;
    }

    @Override
    public void open() {
        for (int i = 0; i < connections.wanted(); i++) {
            dialer.dial(this);
        }
    }

    @Override
    public boolean settled() {
        return connections.settled();
    }

    @Override
    public boolean gone() {
        return connections.gone();
    }

    @Override
    public boolean send(int number) {
        BenchWebSocket socket = connections.next();
        if (socket == null) {
            return false;
        }
        ByteBuf payload = socket.buffer(size);
        tag.write(payload, number, size);
        socket.write(payload);
        payload.release();
        return true;
    }

    @Override
    public void flush() {
        connections.each(BenchWebSocket::flush);
    }

    @Override
    public void opened(BenchWebSocket socket) {
        connections.opened(socket);
    }

    @Override
    public void over(BenchWebSocket socket, String why) {
        connections.closed(socket);
        connections.failed();
        if (!why.isEmpty()) {
            troubles.merge(why, 1, Integer::sum);
        }
    }

    @Override
    public void bytesRead(int bytes) {
        // Messages that the publishing connections receive are not counted.
    }

    @Override
    public void data(BenchWebSocket socket, ByteBuf in, int from, int end) {
        // The same.
    }

    @Override
    public Map<String, Integer> troubles() {
        return troubles;
    }

    @Override
    public int refused() {
        return 0;
    }

    @Override
    public void close() {
        connections.each(BenchWebSocket::hangUp);
    }
}
