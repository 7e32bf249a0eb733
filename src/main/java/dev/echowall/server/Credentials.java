package dev.echowall.server;

import dev.echowall.hook.ConnectAnswer;
import dev.echowall.hook.ConnectEvent;
import dev.echowall.identity.Authenticator;
import dev.echowall.identity.Identity;
import dev.echowall.identity.Verdict;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request: by the token in its header {@code Authorization: Bearer}, or else in the cookie of the configuration.
 * Who has no token is whom the application says, if it is to be asked. Never by a token in its address, which is kept in the logs of whatever it passes. That a page of another site makes it, with
 * the cookie of who looks at it, is for the {@link OriginRule} to refuse before.
 */
final class Credentials {
    private static final String BEARER = "bearer";
    private static final List<String> NOT_IN_AN_ADDRESS = List.of("token", "access_token");

    private final Node node;
    private final Requesters requesters;
    private final @Nullable String cookie;

    /**
     * @param cookie the name of one that may carry the token; null for none
     */
    Credentials(Node node, Requesters requesters, @Nullable String cookie) {
        this.node = node;
        this.requesters = requesters;
        this.cookie = cookie;
    }

    /** The name of the cookie that may carry the token; null for none. */
    @Nullable
    String cookie() {
        return cookie;
    }

    /** Why the request is not looked at further, whatever it is for; null when it is. */
    static @Nullable Refusal refusalOfAddress(HttpServerRequest request) {
        String query = request.query();
        if (query == null || query.isEmpty()) {
            return null;
        }
        for (String name : NOT_IN_AN_ADDRESS) {
            if (request.params().contains(name)) {
                return new Refusal(
                        ErrorCode.BAD_REQUEST,
                        "a token does not stand in an address, where logs and proxies keep it (" + name
                                + "); it is sent as Authorization: Bearer, or in the cookie of auth.cookie");
            }
        }
        return null;
    }

    /**
     * Who makes the request; a failure is a {@link Refusal}, the same for whatever is wrong with a token.
     *
     * @return complete at once, unless a key has to be fetched or the application has to be asked; then it completes on this context
     */
    Future<Identity> of(HttpServerRequest request) {
        String token = inHeader(request);
        if (token == null) {
            token = inCookie(request);
        }
        if (token == null && node.asksToConnect()) {
            return node.askToConnect(requesters.of(request), ConnectEvent.NONE).map(ConnectAnswer::identity);
        }
        if (token == null) {
            return node.anonymousAllowed()
                    ? Future.succeededFuture(Identity.ANONYMOUS)
                    : refused("a token is needed here, as Authorization: Bearer");
        }
        return node.authenticate(token).compose(Credentials::identity);
    }

    /** Where the request's token is: {@code header}, {@code cookie}, or null if it has none. */
    @Nullable
    String carrier(HttpServerRequest request) {
        if (inHeader(request) != null) {
            return "header";
        }
        return inCookie(request) == null ? null : "cookie";
    }

    private static @Nullable String inHeader(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() > 1) {
            return ""; // which of them was meant is not for us to guess
        }
        return headers.isEmpty() ? null : bearer(headers.get(0));
    }

    private @Nullable String inCookie(HttpServerRequest request) {
        Cookie carried = cookie == null ? null : request.getCookie(cookie);
        return carried == null ? null : carried.getValue();
    }

    private static Future<Identity> identity(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            return Future.succeededFuture(accepted.identity());
        }
        if (verdict instanceof Verdict.Expired) {
            return refused("the token has expired, or its time has not begun");
        }
        return verdict instanceof Verdict.Unavailable
                ? Future.failedFuture(Authenticator.KEYS_UNAVAILABLE)
                : refused("the token is not valid");
    }

    private static Future<Identity> refused(String sentence) {
        return Future.failedFuture(new Refusal(ErrorCode.UNAUTHORIZED, sentence));
    }

    /* Null when it is of another scheme: that is for a proxy in front of us, and none of our business. */
    private static @Nullable String bearer(String header) {
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        String token = header.substring(BEARER.length());
        return token.isEmpty() || token.charAt(0) == ' ' ? token.strip() : null;
    }
}
