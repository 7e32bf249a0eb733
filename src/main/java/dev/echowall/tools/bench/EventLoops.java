package dev.echowall.tools.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.spi.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Netty's event loops without Vert.x, to keep the generator's own cost low. */
final class EventLoops implements AutoCloseable {
    private static final int CLOSING_SECONDS = 2;

    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();

    EventLoops(int count) {
        group = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("bench", true), transport().ioHandlerFactory());
        for (int i = 0; i < count; i++) {
            loops.add(group.next());
        }
    }

    /** The transport with the lowest cost. */
    static Transport transport() {
        io.vertx.core.transport.Transport cheapest = io.vertx.core.transport.Transport.EPOLL;
        return cheapest != null && cheapest.available()
                ? cheapest.implementation()
                : io.vertx.core.transport.Transport.NIO.implementation();
    }

    EventLoop loop(int index) {
        return loops.get(index);
    }

    /** Gets a value on a loop and waits for it. Must not be called on a loop. */
    static <T> T on(EventLoop loop, Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
