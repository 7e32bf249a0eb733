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

/** The ways into the server for one run: looked up once, with one handshake and one stamp. */
final class Entrances {
    private final BenchPlan plan;
    private final SecureRandom random = new SecureRandom();
    private final Stamp stamp = Stamp.random(random);
    private final InetSocketAddress address;
    private final InetSocketAddress publishAddress;
    private final @Nullable SslContext tls;
    private final Greeting greeting;

    /** @throws IOException when a host is not known, or TLS not to be had */
    Entrances(BenchPlan plan) throws IOException {
        this.plan = plan;
        this.address = address(plan.target());
        this.publishAddress = address(plan.publish().target());
        this.tls = plan.target().tls() || plan.publish().target().tls() ? tls(plan.handshake().trusting) : null;
        this.greeting = new Greeting(plan.target(), plan.handshake(), random);
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

    private Dialer dialer(EventLoop loop, Target target, InetSocketAddress where, Greeting words) {
        return new Dialer(loop, target, where, target.tls() ? tls : null, words, plan.patience());
    }

    /** The share of one loop, of as many as the plan has. */
    Stand stand(int number, EventLoop loop) {
        int loops = plan.loops();
        int connections = plan.connections() / loops + (number < plan.connections() % loops ? 1 : 0);
        return new Stand(
                dialer(loop, plan.target(), address, greeting),
                connections,
                Math.max(1, plan.opening() / loops),
                new Hearing(stamp.copy(), plan.size()));
    }

    Sender.Outlet outlet(EventLoop loop) {
        Target target = plan.publish().target();
        Greeting words = new Greeting(target, plan.handshake(), random);
        Dialer dialer = dialer(loop, target, publishAddress, words);
        return plan.publish().posting()
                ? new PostOutlet(dialer, target, plan.handshake(), plan.publishers(), stamp.copy(), plan.size())
                : new SocketOutlet(dialer, plan.publishers(), stamp.copy(), plan.size());
    }
}
