package dev.echowall.server;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.session.AddressKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many may be in at once: connections of the whole instance, whatever they are for, and of each address. Counted where
 * they are accepted, on one thread, and uncounted where they end, on any; so this one is thread-safe.
 *
 * <p>Behind a proxy that is trusted all connections come from the proxy, so there each request is counted for the client
 * that the proxy names, for as long as its answer takes: a WebSocket or a stream of events for as long as it lives.
 */
public final class ConnectionLimit {
    private final int most;
    private final int mostOfOne;
    private final ProxyTrust proxies;
    private final Metrics metrics;
    private final AtomicInteger inside = new AtomicInteger();
    /** No more entries than connections, or requests through proxies: who leaves last takes his away. */
    private final ConcurrentHashMap<Long, Integer> addresses = new ConcurrentHashMap<>();

    private final DescriptorShortageLog shortage = new DescriptorShortageLog();
    /** How many loops serve there; 0 when none does any more. */
    private final ConcurrentHashMap<Integer, Integer> servers = new ConcurrentHashMap<>();
    /** On which thread connections are accepted there. */
    private final ConcurrentHashMap<Integer, Executor> acceptors = new ConcurrentHashMap<>();

    /**
     * @param most connections at once; 0 is without limit
     * @param mostOfOne connections of one address at once; 0 is without limit
     */
    public ConnectionLimit(int most, int mostOfOne, ProxyTrust proxies, Metrics metrics) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.proxies = proxies;
        this.metrics = metrics;
        metrics.gauge("echowall.sockets", "Connections accepted at the public port and still open", inside::get);
    }

    /** Connections at that port, whether it is limited here or not, are accepted on that thread. */
    void acceptedOn(int port, Executor acceptor) {
        acceptors.put(port, acceptor);
    }

    /** This limits that port, and there is one loop more that serves there. */
    void opensAt(int port) {
        servers.merge(port, 1, Integer::sum);
    }

    /**
     * One loop less serves there. After the last one nobody is let in when this has completed: Vert.x would take away the
     * loop first and stop accepting later, and Netty complain of each connection in between that nobody takes it.
     */
    Future<Void> closesAt(int port) {
        int left = servers.merge(port, -1, Integer::sum);
        Executor acceptor = acceptors.get(port);
        if (left > 0 || acceptor == null) {
            return Future.succeededFuture();
        }
        Promise<Void> last = Promise.promise();
        acceptor.execute(last::complete);
        return last.future();
    }

    boolean isAt(int port) {
        return servers.containsKey(port);
    }

    boolean isShutAt(int port) {
        return servers.getOrDefault(port, 1) == 0;
    }

    /** Counts a connection in, unless it is one too many; {@link #leave} is to follow when it was counted. */
    @Nullable
    Refusal enter(@Nullable InetAddress peer) {
        int now = inside.incrementAndGet();
        Refusal refusal = most > 0 && now > most
                ? refused("this node has its " + most + " connections (limits.connections), another one may answer")
                : peer != null && isCounted(peer) ? come(peer) : null;
        if (refusal != null) {
            inside.decrementAndGet();
        }
        return refusal;
    }

    void leave(@Nullable InetAddress peer) {
        inside.decrementAndGet();
        if (peer != null && isCounted(peer)) {
            go(peer);
        }
    }

    DescriptorShortageLog shortage() {
        return shortage;
    }

    /** Whether requests from there are counted one by one. */
    boolean isProxy(@Nullable InetAddress peer) {
        return mostOfOne > 0 && peer != null && proxies.trusts(peer);
    }

    /** Counts a request in for its client, unless it is one too many; {@link #go} is to follow when it was counted. */
    @Nullable
    Refusal come(InetAddress client) {
        int now = addresses.merge(AddressKey.of(client), 1, Integer::sum);
        if (now <= mostOfOne) {
            return null;
        }
        go(client);
        return refused("this address has its " + mostOfOne + " connections here (limits.connections-per-address)");
    }

    void go(InetAddress client) {
        addresses.computeIfPresent(AddressKey.of(client), (key, count) -> count == 1 ? null : count - 1);
    }

    private boolean isCounted(InetAddress peer) {
        return mostOfOne > 0 && !proxies.trusts(peer);
    }

    private Refusal refused(String sentence) {
        metrics.refused(ErrorCode.TOO_MANY.label());
        return new Refusal(ErrorCode.TOO_MANY, sentence);
    }
}
