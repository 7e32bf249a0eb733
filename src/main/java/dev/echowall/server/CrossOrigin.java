package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other sites may ask over plain HTTP, and read of the answer: CORS, as the Fetch standard has it. Who may is
 * the {@link OriginRule}'s to say. A browser asks before a request that no form could make; what a form could make it sends
 * at once and asks afterwards whether the page may read the answer, so a refusal has to come before anything is done.
 * Immutable, for any thread.
 */
final class CrossOrigin {
    private static final Pattern SHARED = Pattern.compile("/(?:sse|poll|publish|presence)(?:/.*)?");
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, If-None-Match";
    private static final String READABLE_HEADERS = "ETag, Retry-After";
    /** For how long a browser need not ask again; none keeps it for longer than two hours. */
    private static final String PREFLIGHT_SECONDS = "3600";

    private final OriginRule origins;

    CrossOrigin(OriginRule origins) {
        this.origins = origins;
    }

    /**
     * Says on the answer who may read it, whatever it will be: to be called before anything else looks at the request. What is
     * refused has to be readable too, or a page could not tell a limit from a broken network.
     */
    void addHeaders(HttpServerRequest request) {
        if (!SHARED.matcher(String.valueOf(request.path())).matches()) {
            return;
        }
        HttpServerResponse response = request.response();
        // Also for who has no Origin: what a cache keeps of that is no answer to a page.
        response.putHeader(HttpHeaders.VARY, "Origin");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && origins.refusal(request) == null) {
            // This one and not "*", which browsers do not take together with credentials.
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, READABLE_HEADERS);
        }
    }

    /** Why the page that asks may not; null when it may, or when no page asks. */
    @Nullable
    Refusal refusal(HttpServerRequest request) {
        Refusal refusal = origins.refusal(request);
        return refusal == null ? refusalWithoutOrigin(request) : refusal;
    }

    /* A browser that leaves out the Origin of what changes something still says that the page is not of this site. */
    private static @Nullable Refusal refusalWithoutOrigin(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST) || request.headers().contains(HttpHeaders.ORIGIN)) {
            return null;
        }
        for (String site : request.headers().getAll("Sec-Fetch-Site")) {
            if (!site.equals("none") && !site.equals("same-origin")) {
                return new Refusal(
                        ErrorCode.ORIGIN_NOT_ALLOWED, "pages of other sites have to say where they are from (Origin)");
            }
        }
        return null;
    }

    /** Whether a browser asks what a page may send here. */
    static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Answers it, when the origin is one that may. */
    static void answerPreflight(HttpServerResponse response, List<HttpMethod> methods) {
        response.putHeader(
                        HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS,
                        methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")))
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS)
                .setStatusCode(204);
        var unused = response.end();
    }
}
