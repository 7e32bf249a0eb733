package dev.echowall.app;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a transport does on this machine what it says: kernels, containers and their filters differ in what they let
 * io_uring do, and some say so only when it is used. On an event loop of its own a server echoes what a client sends it
 * over the loopback address, shuts its side as a session does at the end, and sees the client go.
 */
final class TransportTrial {
    /** A trial takes some ms, the first of a process, with all its classes to load, hundreds; on a busy machine seconds. That is no fault. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** So little that writes wait for the socket, and go on. */
    private static final int SOCKET_BYTES = 32 * 1024;

    private final Transport transport;
    private final Duration timeout;
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    /** @param timeout what the trial may take */
    TransportTrial(Transport transport, Duration timeout) {
        this.transport = transport;
        this.timeout = timeout;
    }

    /**
     * Makes the trial, and waits for it; not to be called on an event loop.
     *
     * @return why the transport is not to be used; null when it passed
     */
    @Nullable
    String fault() {
        // On a thread of its own: what hangs may as well hang before there is an event loop.
        Thread trial = new Thread(this::run, "transport-trial");
        trial.setDaemon(true);
        trial.start();
        try {
            String fault = outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return fault.isEmpty() ? null : fault;
        } catch (TimeoutException hung) {
            outcome.complete("given up");
            return "a trial of it was not over after " + timeout.toMillis() + " ms";
        } catch (ExecutionException failed) {
            return "a trial of it failed: " + failed.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "its trial was interrupted";
        }
    }

    private void run() {
        try {
            EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("transport-trial", true), transport.ioHandlerFactory());
            var unused = outcome.whenComplete((fault, failed) -> end(loop));
            listen(loop);
        } catch (Throwable missing) {
            // A native library may lack a function, which is an Error.
            outcome.completeExceptionally(missing);
        }
    }

    private static void end(EventLoopGroup loop) {
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void listen(EventLoopGroup loop) {
        ServerBootstrap server = new ServerBootstrap()
                .group(loop)
                .channelFactory(transport.serverChannelFactory(false))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new TrialServer(outcome));
                    }
                });
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).addListener(bound -> {
            if (bound.isSuccess()) {
                Channel listening = ((ChannelFuture) bound).channel();
                connect(loop, listening.localAddress());
            } else {
                outcome.completeExceptionally(bound.cause());
            }
        });
    }

    private void connect(EventLoopGroup loop, SocketAddress server) {
        new Bootstrap()
                .group(loop)
                .channelFactory(transport.channelFactory(false))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BYTES)
                .handler(new TrialClient(outcome))
                .connect(server)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        outcome.completeExceptionally(connected.cause());
                    }
                });
    }
}
