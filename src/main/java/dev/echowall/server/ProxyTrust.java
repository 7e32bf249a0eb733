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
 * Who is believed about where a client is. Anyone can write X-Forwarded-For; each proxy appends whom it saw, so only
 * what our own proxies appended is known to be true.
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

    /** The client's address: the socket's own with its port, or the nearest that a proxy of ours saw. */
    String remote(HttpServerRequest request) {
        return remote(
                request.remoteAddress().hostAddress(),
                request.remoteAddress().toString(),
                request.headers().getAll("X-Forwarded-For"));
    }

    /** Whether its word is taken on who the client is. */
    boolean trusts(InetAddress peer) {
        return proxies.contains(peer);
    }

    /** Who is at the other end of the connection; null when it is no network's. */
    static @Nullable InetAddress peer(HttpServerRequest request) {
        return address(request.remoteAddress().hostAddress());
    }

    /** The client's address: the socket's own, or the nearest that a proxy of ours saw. */
    @Nullable
    InetAddress client(HttpServerRequest request) {
        InetAddress peer = peer(request);
        return peer == null || !proxies.contains(peer) ? peer : address(remote(request));
    }

    /** How the client reached us: {@code https} when the proxy of ours that saw it says so, else {@code http}. */
    String scheme(HttpServerRequest request) {
        return scheme(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-Proto"));
    }

    String scheme(String host, List<String> forwarded) {
        InetAddress seenBy = address(host);
        if (seenBy == null || !proxies.contains(seenBy)) {
            return "http";
        }
        // The nearest proxy's word is the last; some write wss for a WebSocket.
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
        // Literals only: looking a name up would ask the network, and whoever wrote the name.
        return NetUtil.createInetAddressFromIpAddressString(bare);
    }
}
