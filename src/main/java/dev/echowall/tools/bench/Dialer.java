package dev.echowall.tools.bench;

import dev.echowall.tools.link.ConnectFailures;
import dev.echowall.tools.link.Target;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connects to one target, on one event loop. */
final class Dialer {
    /** Enough to read a whole burst at once. */
    private static final int READ_BYTES = 64 * 1024;

    private final Target target;
    private final @Nullable SslContext tls;
    private final ClientHandshake handshake;
    private final Duration timeout;
    private final Bootstrap bootstrap;

    /**
     * @param address the target's, already resolved
     * @param tls null without TLS
     * @param timeout the time limit for a connection, and again for the response to a handshake
     */
    Dialer(
            EventLoop loop,
            Target target,
            InetSocketAddress address,
            @Nullable SslContext tls,
            ClientHandshake handshake,
            Duration timeout) {
        this.target = target;
        this.tls = tls;
        this.handshake = handshake;
        this.timeout = timeout;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(EventLoops.transport().channelFactory(false))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .remoteAddress(address);
    }

    /** Opens a WebSocket. The owner is always called on the loop. */
    void dial(BenchWebSocket.Owner owner) {
        connect(
                channel -> {
                    BenchWebSocket socket = new BenchWebSocket(channel, handshake, owner);
                    socket.hasToAgreeWithin(timeout);
                    return new ChannelHandler[] {socket};
                },
                (channel, why) -> channel.pipeline().get(BenchWebSocket.class).fail(why));
    }

    /** Called if there is no connection. */
    interface Unreachable {
        void told(Channel channel, String why);
    }

    /** Opens a connection with these handlers, after TLS if it is used. */
    void connect(Function<Channel, ChannelHandler[]> handlers, Unreachable unreachable) {
        bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            SslHandler handler = tls.newHandler(channel.alloc(), target.host(), target.port());
                            channel.pipeline().addLast(handler);
                        }
                        channel.pipeline().addLast(handlers.apply(channel));
                    }
                })
                .connect()
                .addListener((ChannelFuture connected) -> {
                    Throwable cause = connected.cause();
                    if (cause != null) {
                        unreachable.told(
                                connected.channel(),
                                "cannot connect to " + target + ": " + ConnectFailures.why(cause, target, timeout));
                    }
                });
    }
}
