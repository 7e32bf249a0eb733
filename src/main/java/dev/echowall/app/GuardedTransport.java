package dev.echowall.app;

import dev.echowall.server.AcceptGuard;
import dev.echowall.server.ConnectionLimit;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/** A transport that adds our handlers to server sockets before they accept. Vert.x has no other hook for that. */
final class GuardedTransport implements Transport {
    private final Transport transport;
    private final ConnectionLimit connectionLimit;
    private final Supplier<ChannelHandler> bus;

    private GuardedTransport(Transport transport, ConnectionLimit connectionLimit, Supplier<ChannelHandler> bus) {
        this.transport = transport;
        this.connectionLimit = connectionLimit;
        this.bus = bus;
    }

    /** @param bus creates the handler in front of the event bus for each connection to it */
    static io.vertx.core.transport.Transport of(
            io.vertx.core.transport.Transport transport,
            ConnectionLimit connectionLimit,
            Supplier<ChannelHandler> bus) {
        return new TransportInternal(
                transport.name(),
                transport.available(),
                transport.unavailabilityCause(),
                new GuardedTransport(transport.implementation(), connectionLimit, bus));
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
        boolean http = options instanceof HttpServerOptions;
        // The only server that is not HTTP is the event bus. With TLS, frames are not visible here, and there are no
        // strangers.
        boolean bare = !http && !options.isSsl();
        bootstrap.handler(new AcceptGuard(connectionLimit, http && !options.isSsl(), bare ? bus : null));
    }

    // Everything else is delegated.

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return transport.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return transport.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return transport.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // required by Vert.x's interface
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return transport.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return transport.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(options, connectTimeout, domainSocket, bootstrap);
    }
}
