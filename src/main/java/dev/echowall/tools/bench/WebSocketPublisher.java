package dev.echowall.tools.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Publishes on WebSockets, used in turn. On the sender's loop. */
final class WebSocketPublisher implements Sender.Publisher, BenchWebSocket.Owner {
    /** Begins what a reply says of an error. */
    private static final ByteBuf ERROR =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\"error\":", StandardCharsets.US_ASCII));

    private final Dialer dialer;
    private final BenchWebSocket.Owner owner;
    private final boolean replies;
    private final MessageFormat format;
    private final int size;
    private final PublisherConnections<BenchWebSocket> connections;
    private final Map<String, Integer> troubles = new TreeMap<>();
    private int refused;

    /**
     * @param commands what is said to connect, if the messages are commands that are replied to; null if they are not
     * @param wanted the number of connections
     * @param size bytes of a payload
     */
    WebSocketPublisher(
            Dialer dialer, @Nullable CentrifugalCommands commands, int wanted, MessageFormat format, int size) {
        this.dialer = dialer;
        this.owner = commands == null ? this : new CentrifugalClient(this, commands);
        this.replies = commands != null;
        this.connections = new PublisherConnections<>(wanted);
        this.format = format;
        this.size = size;
    }

    @Override
    public void open() {
        for (int i = 0; i < connections.wanted(); i++) {
            dialer.dial(owner);
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
        ByteBuf payload = socket.buffer(size + MessageFormat.AROUND_BYTES);
        format.write(payload, number);
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
        socket.agree();
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
        int error = replies ? ByteBufUtil.indexOf(ERROR, in.slice(from, end - from)) : -1;
        if (error >= 0) {
            refused++;
            // From there on, because what stands before it is different each time.
            String what = in.toString(from + error, end - from - error, StandardCharsets.UTF_8);
            troubles.merge("publishing was refused: " + what, 1, Integer::sum);
        }
    }

    @Override
    public Map<String, Integer> troubles() {
        return troubles;
    }

    @Override
    public int refused() {
        return refused;
    }

    @Override
    public void close() {
        connections.each(BenchWebSocket::hangUp);
    }
}
