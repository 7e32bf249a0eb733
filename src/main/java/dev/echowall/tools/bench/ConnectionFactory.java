package dev.echowall.tools.bench;

import dev.echowall.tools.link.Target;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Creates the connections of a run: addresses are resolved once, and all connections share one handshake and one tag.
 */
final class ConnectionFactory {
    private final BenchPlan plan;
    private final SecureRandom random = new SecureRandom();
    private final PayloadTag tag = PayloadTag.random(random);
    private final InetSocketAddress address;
    private final InetSocketAddress publishAddress;
    private final @Nullable SslContext tls;
    private final ClientHandshake handshake;

    /** @throws IOException if a host is unknown or TLS is not available */
    ConnectionFactory(BenchPlan plan) throws IOException {
        this.plan = plan;
        this.address = address(plan.target());
        this.publishAddress = address(plan.publish().target());
        this.tls = plan.target().tls() || plan.publish().target().tls() ? tls(plan.handshake().trusting) : null;
        this.handshake = new ClientHandshake(plan.target(), plan.handshake(), random);
    }

    private static InetSocketAddress address(Target target) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(target.host()), target.port());
    }

    private static SslContext tls(boolean trusting) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (trusting) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        }
        return builder.build();
    }

    private Dialer dialer(EventLoop loop, Target target, InetSocketAddress where, ClientHandshake words) {
        return new Dialer(loop, target, where, target.tls() ? tls : null, words, plan.timeout());
    }

    /** The share of one event loop, of as many loops as planned. */
    ConnectionGroup group(int number, EventLoop loop) {
        int loops = plan.loops();
        int connections = plan.connections() / loops + (number < plan.connections() % loops ? 1 : 0);
        CentrifugalCommands commands = CentrifugalCommands.subscribing(plan.channels(), plan.size());
        return new ConnectionGroup(
                dialer(loop, plan.target(), address, handshake),
                owner -> plan.centrifugal() ? new CentrifugalClient(owner, commands) : owner,
                connections,
                Math.max(1, plan.opening() / loops),
                new DeliveryStatistics(tag.copy(), plan.size()));
    }

    private MessageFormat format() {
        PayloadTag own = tag.copy();
        if (!plan.centrifugal()) {
            return (out, number) -> own.write(out, number, plan.size());
        }
        return plan.publish().posting()
                ? CentrifugalCommands.apiBody(plan.channels(), own, plan.size())
                : CentrifugalCommands.publishCommand(plan.channels(), own, plan.size());
    }

    Sender.Publisher publisher(EventLoop loop) {
        Target target = plan.publish().target();
        ClientHandshake words = new ClientHandshake(target, plan.handshake(), random);
        Dialer dialer = dialer(loop, target, publishAddress, words);
        if (plan.publish().posting()) {
            String contentType = plan.centrifugal() ? "application/json" : "text/plain; charset=utf-8";
            return new HttpPublisher(
                    dialer, target, plan.handshake(), plan.publishers(), contentType, format(), plan.size());
        }
        CentrifugalCommands commands = plan.centrifugal() ? CentrifugalCommands.publishing(plan.size()) : null;
        return new WebSocketPublisher(dialer, commands, plan.publishers(), format(), plan.size());
    }
}
