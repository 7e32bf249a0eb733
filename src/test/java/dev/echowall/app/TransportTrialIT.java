package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echowall.config.ServerConfig.NativeTransport;
import dev.echowall.testing.TimeLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.spi.transport.Transport;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a trial finds out about transports that work, and about some that do not. */
class TransportTrialIT {
    private static final Duration LONG = TimeLimits.stretched(Duration.ofSeconds(10));
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void a_transport_that_works_passes() {
        assertThat(new TransportTrial(NioTransport.INSTANCE, LONG).fault()).isNull();
    }

    @Test
    void epoll_passes_here() {
        var epoll = io.vertx.core.transport.Transport.EPOLL;
        assumeTrue(epoll != null && epoll.available());
        assertThat(new TransportTrial(epoll.implementation(), LONG).fault()).isNull();
    }

    @Test
    void io_uring_passes_where_the_kernel_has_it() {
        var uring = LargeRingIoUring.transport();
        assumeTrue(uring.available());
        assertThat(new TransportTrial(uring.implementation(), LONG).fault()).isNull();
    }

    @Test
    void one_that_hangs_is_given_up() {
        Transport silent = new Nio() {
            @Override
            void write(Socket socket, ChannelOutboundBuffer out) {}
        };
        assertThat(new TransportTrial(silent, SHORT).fault()).isEqualTo("a trial of it was not over after 200 ms");
    }

    @Test
    void one_that_hangs_before_it_begins_is_given_up_too() {
        CountDownLatch never = new CountDownLatch(1);
        Transport stuck = new Nio() {
            @Override
            public IoHandlerFactory ioHandlerFactory() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return super.ioHandlerFactory();
            }
        };
        assertThat(new TransportTrial(stuck, SHORT).fault()).isEqualTo("a trial of it was not over after 200 ms");
        never.countDown();
    }

    @Test
    void one_that_alters_a_byte_is_found_out() {
        Transport careless = new Nio() {
            @Override
            void write(Socket socket, ChannelOutboundBuffer out) throws Exception {
                ByteBuf first = (ByteBuf) out.current();
                if (first != null && first.isReadable()) {
                    first.setByte(first.readerIndex(), ~first.getByte(first.readerIndex()));
                }
                socket.reallyWrite(out);
            }
        };
        assertThat(new TransportTrial(careless, LONG).fault()).startsWith("a trial of it gave back other bytes");
    }

    @Test
    void one_that_loses_what_a_socket_does_not_take_at_once_is_found_out() {
        Transport forgetful = new Nio() {
            @Override
            void write(Socket socket, ChannelOutboundBuffer out) throws Exception {
                socket.reallyWrite(out);
                out.remove();
            }
        };
        assertThat(new TransportTrial(forgetful, LONG).fault()).startsWith("a trial of it ");
    }

    @Test
    void one_that_cannot_begin_says_why() {
        Transport forbidden = new Nio() {
            @Override
            public IoHandlerFactory ioHandlerFactory() {
                throw new UnsatisfiedLinkError("not permitted");
            }
        };
        assertThat(new TransportTrial(forbidden, LONG).fault())
                .isEqualTo("a trial of it failed: java.lang.UnsatisfiedLinkError: not permitted");
    }

    @Test
    void auto_takes_one_that_passes_and_says_why_it_is_not_a_better_one() {
        TransportChoice chosen = TransportChoice.choose(NativeTransport.AUTO);
        assertThatCode(() -> TransportChoice.choose(
                        NativeTransport.valueOf(chosen.name().toUpperCase(Locale.ROOT))))
                .doesNotThrowAnyException();
        assertThat(chosen.why() == null).isEqualTo(chosen.name().equals("epoll"));
    }

    /** NIO with writes as the test likes them. */
    private static class Nio extends NioTransport {
        void write(Socket socket, ChannelOutboundBuffer out) throws Exception {
            socket.reallyWrite(out);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return () -> new Socket(this);
        }
    }

    /** The client's end, since it is the one that this factory makes. */
    private static final class Socket extends NioSocketChannel {
        private final Nio transport;

        Socket(Nio transport) {
            this.transport = transport;
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer out) throws Exception {
            transport.write(this, out);
        }

        void reallyWrite(ChannelOutboundBuffer out) throws Exception {
            super.doWrite(out);
        }
    }
}
