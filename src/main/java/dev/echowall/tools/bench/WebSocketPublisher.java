package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Publishes text messages on WebSockets, used in turn. On the sender's loop. */
final class WebSocketPublisher implements Sender.Publisher, BenchWebSocket.Owner {
    private final Dialer dialer;
    private final int wanted;
    private final PayloadTag tag;
    private final int size;
    private final List<BenchWebSocket> open = new ArrayList<>();
    private final Map<String, Integer> troubles = new TreeMap<>();
    private int failed;
    private int turn;

    /**
     * @param wanted the number of connections
     * @param size bytes of a payload
     */
    WebSocketPublisher(Dialer dialer, int wanted, PayloadTag tag, int size) {
        this.dialer = dialer;
        this.wanted = wanted;
        this.tag = tag;
        this.size = size;
    }

    @Override
    public void open() {
        for (int i = 0; i < wanted; i++) {
            dialer.dial(this);
        }
    }

    @Override
    public boolean settled() {
        return open.size() + failed >= wanted;
    }

    @Override
    public boolean gone() {
        return settled() && open.isEmpty();
    }

    @Override
    public boolean send(int number) {
        if (open.isEmpty()) {
            return false;
        }
        BenchWebSocket socket = open.get(turn++ % open.size());
        ByteBuf payload = socket.buffer(size);
        tag.write(payload, number, size);
        socket.write(payload);
        payload.release();
        return true;
    }

    @Override
    public void flush() {
        open.forEach(BenchWebSocket::flush);
    }

    @Override
    public void opened(BenchWebSocket socket) {
        open.add(socket);
    }

    @Override
    public void over(BenchWebSocket socket, String why) {
        open.remove(socket);
        failed++;
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
        List.copyOf(open).forEach(BenchWebSocket::hangUp);
    }
}
