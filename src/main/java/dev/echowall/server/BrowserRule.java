package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from the private port. A browser on this machine can reach it on behalf of any page in any tab,
 * but pages cannot omit the headers with which browsers mark their requests. Immutable, from any thread.
 */
final class BrowserRule {
    private static final Set<String> HEALTH = Set.of("/health/live", "/health/ready");

    private final HostRule hosts;

    BrowserRule(HostRule hosts) {
        this.hosts = hosts;
    }

    /** Why a request without the right key is refused; null if it is accepted. */
    @Nullable
    Refusal refusal(HttpServerRequest request) {
        if (!hostless(request) && !hosts.allows(request.getHeader(HttpHeaders.HOST))) {
            return new Refusal(
                    ErrorCode.HOST_NOT_ALLOWED, "Host must be an IP address, localhost, or a name in management.hosts");
        }
        // Includes the server's own pages, because there are none on this port, and the origin "null".
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

    /** A health check in HTTP/1.0 may omit Host; browsers do not use HTTP/1.0. */
    static boolean hostless(HttpServerRequest request) {
        return RequestCheck.isWithoutHost(request) && HEALTH.contains(String.valueOf(request.path()));
    }

    /** A body must be declared as JSON: forms and text/plain could be sent by any page without a preflight. */
    static @Nullable Refusal refusalOfBody(HttpServerRequest request) {
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return types.size() == 1 && MediaType.isJson(types.get(0))
                ? null
                : new Refusal(ErrorCode.UNSUPPORTED_TYPE, "a body must be JSON, with Content-Type: application/json");
    }
}
