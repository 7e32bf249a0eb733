package dev.echowall.server;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which proxies are trusted to report a client's address. Anyone can send X-Forwarded-For; each proxy appends the
 * address that it saw, so only what our own proxies have appended is reliable.
 */
public final class ProxyTrust {
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]+)\\](?::[0-9]+)?|([0-9.]+):[0-9]+");

    private final Set<InetAddress> proxies;

    /**
     * @param proxies IP addresses
     */
    public ProxyTrust(List<String> proxies) {
        this.proxies = proxies.stream()
                .map(proxy -> Objects.requireNonNull(address(proxy), proxy))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The client's address: the socket's with its port, or the nearest one that is not a trusted proxy's. */
    String remote(HttpServerRequest request) {
        return remote(
                request.remoteAddress().hostAddress(),
                request.remoteAddress().toString(),
                request.headers().getAll("X-Forwarded-For"));
    }

    /** Whether this peer is a trusted proxy. */
    boolean trusts(InetAddress peer) {
        return proxies.contains(peer);
    }

    /** The peer's address; null if the connection is not a network connection. */
    static @Nullable InetAddress peer(HttpServerRequest request) {
        return address(request.remoteAddress().hostAddress());
    }

    /** The client's address: the socket's, or the nearest one that is not a trusted proxy's. */
    @Nullable
    InetAddress client(HttpServerRequest request) {
        InetAddress peer = peer(request);
        return peer == null || !proxies.contains(peer) ? peer : address(remote(request));
    }

    /** The scheme of the client's request: {@code https} if a trusted proxy says so, else {@code http}. */
    String scheme(HttpServerRequest request) {
        return scheme(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-Proto"));
    }

    String scheme(String host, List<String> forwarded) {
        InetAddress seenBy = address(host);
        if (seenBy == null || !proxies.contains(seenBy)) {
            return "http";
        }
        // The nearest proxy's value is the last one; some send wss for a WebSocket.
        String all = String.join(",", forwarded);
        String last = all.substring(all.lastIndexOf(',') + 1).strip();
        return last.equalsIgnoreCase("https") || last.equalsIgnoreCase("wss") ? "https" : "http";
    }

    String remote(String host, String socket, List<String> forwarded) {
        String nearest = socket;
        InetAddress seenBy = address(host);
        List<String> hops = Arrays.asList(String.join(",", forwarded).split(",", -1));
        Collections.reverse(hops);
        for (String hop : hops) {
            InetAddress seen = address(hop.strip());
            if (seen == null || seenBy == null || !proxies.contains(seenBy)) {
                break;
            }
            nearest = seen.getHostAddress();
            seenBy = seen;
        }
        return nearest;
    }

    private static @Nullable InetAddress address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher parts = WITH_PORT.matcher(text);
        String bare = !parts.matches() ? text : parts.group(1) != null ? parts.group(1) : parts.group(2);
        // Literals only: resolving a name would ask a name server, on behalf of whoever sent the name.
        return NetUtil.createInetAddressFromIpAddressString(bare);
    }
}
