package dev.echowall.tools.bench;

import dev.echowall.tools.link.HandshakeOptions;
import dev.echowall.tools.link.Target;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.TreeMap;

/**
 * Publishes by {@code POST} on persistent connections, used in turn, with pipelining: a request does not wait for the
 * response to the previous one, because that would delay the schedule. On the sender's loop.
 */
final class HttpPublisher implements Sender.Publisher, HttpConnection.Owner {
    private final Dialer dialer;
    private final Target target;
    private final MessageFormat format;
    private final int size;
    private final HttpHeaders headers = new DefaultHttpHeaders();
    private final PublisherConnections<HttpConnection> connections;
    private final Map<String, Integer> troubles = new TreeMap<>();
    private int refused;
    private boolean closing;

    /**
     * @param wanted the number of connections
     * @param size bytes of a payload
     */
    HttpPublisher(
            Dialer dialer,
            Target target,
            HandshakeOptions options,
            int wanted,
            String contentType,
            MessageFormat format,
            int size) {
        this.dialer = dialer;
        this.target = target;
        this.connections = new PublisherConnections<>(wanted);
        this.format = format;
        this.size = size;
        headers.set(HttpHeaderNames.HOST, target.authority()).set(HttpHeaderNames.CONTENT_TYPE, contentType);
        if (options.origin != null) {
            headers.set(HttpHeaderNames.ORIGIN, options.origin);
        }
        options.headers.forEach(header -> headers.set(header.name(), header.value()));
    }

    @Override
    public void open() {
        for (int i = 0; i < connections.wanted(); i++) {
            dial();
        }
    }

    private void dial() {
        dialer.connect(
                channel -> new ChannelHandler[] {new HttpClientCodec(), new HttpConnection(channel, this)},
                (channel, why) -> {
                    connections.failed();
                    trouble(why, 1);
                });
    }

    @Override
    public void opened(HttpConnection connection) {
        connections.opened(connection);
    }

    @Override
    public void answered(int status) {
        if (status / 100 != 2) {
            refused++;
            trouble("publishing was answered with " + status, 1);
        }
    }

    @Override
    public void over(HttpConnection connection, int unanswered) {
        connections.closed(connection);
        if (closing) {
            return;
        }
        if (unanswered > 0) {
            trouble("publishing was not answered", unanswered);
        }
        // Servers close a connection after a number of requests, nginx after a thousand.
        dial();
    }

    private void trouble(String what, int count) {
        troubles.merge(what, count, Integer::sum);
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
        HttpConnection connection = connections.next();
        if (connection == null) {
            return false;
        }
        ByteBuf payload = connection.buffer(size + MessageFormat.AROUND_BYTES);
        format.write(payload, number);
        connection.send(request(payload));
        return true;
    }

    private FullHttpRequest request(ByteBuf payload) {
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, target.path(), payload);
        request.headers().set(headers).set(HttpHeaderNames.CONTENT_LENGTH, payload.readableBytes());
        return request;
    }

    @Override
    public void flush() {
        connections.each(HttpConnection::flush);
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
        closing = true;
        connections.each(HttpConnection::close);
    }
}
