package dev.echowall.server;

import dev.echowall.hook.Hooks;
import dev.echowall.hook.Requester;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** What the application is told about the sender of a request: nothing of it is made up where the application is asked nothing. */
final class Requesters {
    private final Hooks hooks;
    private final ProxyTrust proxies;

    Requesters(Hooks hooks, ProxyTrust proxies) {
        this.hooks = hooks;
        this.proxies = proxies;
    }

    /** For a session or a request of the plain protocol, which has no id. */
    Requester of(HttpServerRequest request) {
        return hooks.any() ? new Requester("", transport(request), "plain", headers(request)) : Requester.NONE;
    }

    /** The headers that are passed on. */
    List<Map.Entry<String, String>> headers(HttpServerRequest request) {
        if (!hooks.any()) {
            return List.of();
        }
        InetAddress client = proxies.client(request);
        return hooks.headers(request.headers(), client == null ? "" : client.getHostAddress());
    }

    private static String transport(HttpServerRequest request) {
        String path = request.path();
        if (path.equals("/ws") || path.startsWith("/ws/") || path.equals("/inspect")) {
            return "websocket";
        }
        return path.startsWith("/sse/") ? "sse" : "http";
    }
}
