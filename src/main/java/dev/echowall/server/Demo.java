package dev.echowall.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For demonstrations only ({@code server.demo}): lets a client kill this instance from the page. */
final class Demo {
    private static final Logger log = LoggerFactory.getLogger(Demo.class);

    /** The exit code of a process killed by {@code kill -9}. */
    private static final int KILLED = 137;

    private final boolean on;
    private final OriginRule own;
    private final HostRule near = HostRule.near(List.of());

    Demo(boolean on, ProxyTrust proxies) {
        this.on = on;
        this.own = new OriginRule(List.of(), proxies);
    }

    /**
     * Returns what ends this process at once, as {@code kill -9} would, or null if this client may not do that. The
     * request's host must be an IP address or localhost, so that no page can get here under a domain of its own; and a
     * page must be the instance's own, whatever {@code server.allowed-origins} says.
     */
    @Nullable
    Runnable kill(HttpServerRequest request) {
        boolean may = on && near.allows(request.getHeader(HttpHeaders.HOST)) && own.refusal(request) == null;
        return may ? Demo::die : null;
    }

    private static void die() {
        log.warn("killed from the page (server.demo)");
        Runtime.getRuntime().halt(KILLED);
    }
}
