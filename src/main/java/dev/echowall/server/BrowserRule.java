package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages from the private port. A browser on this machine reaches it for any page in any tab; what pages
 * cannot do is leave out the headers by which a browser says that it was a page. Immutable, for any thread.
 */
final class BrowserRule {
    private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");

    private final HostRule hosts;

    BrowserRule(HostRule hosts) {
        this.hosts = hosts;
    }

    /** Why a request without the key's proof may not come in; null when it may. */
    @Nullable
    Refusal refusal(HttpServerRequest request) {
        if (!hostless(request) && !hosts.allows(request.getHeader(HttpHeaders.HOST))) {
            return new Refusal(
                    ErrorCode.HOST_NOT_ALLOWED,
                    "Host is an IP address, localhost, or a name in management.hosts, and this is none");
        }
        // Also of our own pages, as there are none here; and of no site at all ("null").
        if (request.headers().contains(HttpHeaders.ORIGIN)) {
            return new Refusal(ErrorCode.ORIGIN_NOT_ALLOWED, "web pages may not use the management port (Origin)");
        }
        for (String site : request.headers().getAll("Sec-Fetch-Site")) {
            if (!site.equals("none") && !site.equals("same-origin")) {
                return new Refusal(
                        ErrorCode.ORIGIN_NOT_ALLOWED, "web pages may not use the management port (Sec-Fetch-Site)");
            }
        }
        return null;
    }

    /** A health check in HTTP/1.0 has no Host to be wrong; a browser never speaks so. */
    static boolean hostless(HttpServerRequest request) {
        return RequestCheck.isWithoutHost(request) && HEALTH.contains(String.valueOf(request.path()));
    }

    /** A body is JSON and says so: forms and text/plain are what a page may send anywhere without asking first. */
    static @Nullable Refusal refusalOfBody(HttpServerRequest request) {
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return types.size() == 1 && MediaType.isJson(types.get(0))
                ? null
                : new Refusal(ErrorCode.UNSUPPORTED_TYPE, "a body here is JSON, with Content-Type: application/json");
    }
}
