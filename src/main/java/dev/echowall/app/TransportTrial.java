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
 * Checks whether a transport works on this machine: kernels, containers and their filters differ in what they allow
 * io_uring to do, and some report it only when it is used. On a separate event loop a server echoes what a client sends
 * over loopback, shuts down its output as a session does at its end, and waits for the client to close.
 */
final class TransportTrial {
    /**
     * A trial takes some ms; the first one in a process, which loads all classes, takes hundreds; on a busy machine it
     * takes seconds. That is not a fault.
     */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Small, so that writes have to wait for the socket and continue. */
    private static final int SOCKET_BYTES = 32 * 1024;

    private final Transport transport;
    private final Duration timeout;
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    /** @param timeout the time limit for the trial */
    TransportTrial(Transport transport, Duration timeout) {
        this.transport = transport;
        this.timeout = timeout;
    }

    /**
     * Runs the trial and waits for it; must not be called on an event loop.
     *
     * @return why the transport cannot be used; null if it passed
     */
    @Nullable
    String fault() {
        // On a thread of its own, because even creating an event loop may hang.
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
            // A missing function in a native library is an Error.
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
