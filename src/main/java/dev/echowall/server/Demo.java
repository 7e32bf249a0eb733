package dev.echowall.server;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What only a demonstration allows ({@code server.demo}): to kill this instance from the page, and see what happens then. */
final class Demo {
    private static final Logger log = LoggerFactory.getLogger(Demo.class);

    /** Of a process that was killed by {@code kill -9}. */
    private static final int KILLED = 137;

    private final boolean on;
    private final OriginRule own;
    private final HostRule near = HostRule.near(List.of());

    Demo(boolean on, ProxyTrust proxies) {
        this.on = on;
        this.own = new OriginRule(List.of(), proxies);
    }

    /**
     * What ends this process at once, as {@code kill -9} would, or null when this client may not: it has to ask for this machine
     * by an address or as localhost, so that no page gets here by a name of its own; and a page has to be ours, whatever
     * {@code server.allowed-origins} says.
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
