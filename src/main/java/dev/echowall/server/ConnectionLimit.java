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
 * Limits the open connections of the whole instance, of any kind, and those of each address. They are counted on one
 * thread when they are accepted, and on any thread when they are closed, so this class is thread-safe.
 *
 * <p>Behind a trusted proxy all connections come from the proxy. There each request is counted instead, for the client
 * that the proxy reports, until its response ends: WebSockets and SSE streams for as long as they are open.
 */
public final class ConnectionLimit {
    private final int most;
    private final int mostOfOne;
    private final ProxyTrust proxies;
    private final Metrics metrics;
    private final AtomicInteger inside = new AtomicInteger();
    /**
     * At most as many entries as connections, or requests through proxies: the last one of an address removes its
     * entry.
     */
    private final ConcurrentHashMap<Long, Integer> addresses = new ConcurrentHashMap<>();

    private final DescriptorShortageLog shortage = new DescriptorShortageLog();
    /** The number of event loops that serve each port; 0 when none does any more. */
    private final ConcurrentHashMap<Integer, Integer> servers = new ConcurrentHashMap<>();
    /** The thread on which connections to each port are accepted. */
    private final ConcurrentHashMap<Integer, Executor> acceptors = new ConcurrentHashMap<>();

    /**
     * @param most the most connections; 0 is no limit
     * @param mostOfOne the most connections of one address; 0 is no limit
     */
    public ConnectionLimit(int most, int mostOfOne, ProxyTrust proxies, Metrics metrics) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.proxies = proxies;
        this.metrics = metrics;
        metrics.gauge("echowall.sockets", "Connections accepted at the public port and still open", inside::get);
    }

    /** Connections to this port, whether they are limited here or not, are accepted on that thread. */
    void acceptedOn(int port, Executor acceptor) {
        acceptors.put(port, acceptor);
    }

    /** Connections to this port are limited here, and one more event loop serves it. */
    void opensAt(int port) {
        servers.merge(port, 1, Integer::sum);
    }

    /**
     * One event loop less serves this port. When it was the last one, no connection is admitted after this has
     * completed: Vert.x would remove the loop first and stop accepting later, and Netty would complain about each
     * connection in between.
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

    /** Counts a connection unless it is over the limit. If it was counted, {@link #leave} must follow. */
    @Nullable
    Refusal enter(@Nullable InetAddress peer) {
        int now = inside.incrementAndGet();
        Refusal refusal = most > 0 && now > most
                ? refused("this node has reached its " + most
                        + " connections (limits.connections), another one may answer")
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

    /** Whether requests from this peer are counted one by one. */
    boolean isProxy(@Nullable InetAddress peer) {
        return mostOfOne > 0 && peer != null && proxies.trusts(peer);
    }

    /** Counts a request for its client unless it is over the limit. If it was counted, {@link #go} must follow. */
    @Nullable
    Refusal come(InetAddress client) {
        int now = addresses.merge(AddressKey.of(client), 1, Integer::sum);
        if (now <= mostOfOne) {
            return null;
        }
        go(client);
        return refused("this address has reached its " + mostOfOne + " connections (limits.connections-per-address)");
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
