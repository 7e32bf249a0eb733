package dev.echowall.server;

import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Comes before the routes and accepts only requests that they can handle: with exactly one host and a decodable path.
 */
final class RequestCheck implements Handler<HttpServerRequest> {
    private static final Pattern PATH = Pattern.compile("/(?:[^%]|%[0-9A-Fa-f]{2})*+");

    private final Predicate<HttpServerRequest> hostless;
    private final Handler<HttpServerRequest> routes;
    private final Metrics metrics;

    /** For routes that all need a Host, except in HTTP/1.0. */
    RequestCheck(Handler<HttpServerRequest> routes, Metrics metrics) {
        this(routes, metrics, RequestCheck::isWithoutHost);
    }

    /** @param hostless which requests need no Host */
    RequestCheck(Handler<HttpServerRequest> routes, Metrics metrics, Predicate<HttpServerRequest> hostless) {
        this.hostless = hostless;
        this.routes = routes;
        this.metrics = metrics;
    }

    /**
     * Whether it is a request in HTTP/1.0 without a Host, as load balancers send by default. Browsers do not use
     * HTTP/1.0.
     */
    static boolean isWithoutHost(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0 && !request.headers().contains(HttpHeaders.HOST);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String fault = fault(request);
        if (fault == null) {
            routes.handle(request);
            return;
        }
        metrics.refused(ErrorCode.BAD_REQUEST.label());
        Responses.refuse(request.response(), new Refusal(ErrorCode.BAD_REQUEST, fault));
    }

    private @Nullable String fault(HttpServerRequest request) {
        // RFC 9112 section 3.2: for any request.
        if (!hostless.test(request)
                && (request.headers().getAll(HttpHeaders.HOST).size() != 1 || request.authority() == null)) {
            return "a request must have one Host header with a host";
        }
        if (!PATH.matcher(String.valueOf(request.path())).matches()) {
            return "a path must begin with a slash, and a percent sign in it must be followed by two hexadecimal digits";
        }
        return null;
    }
}
