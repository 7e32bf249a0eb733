package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origins of pages that may use the public port. Browsers let any page open a WebSocket to any host and send the
 * user's cookies along; only the Origin header tells which site the page belongs to (RFC 6455 section 10.2). A request
 * without an Origin does not come from a page.
 */
public final class OriginRule {
    private static final Pattern PARTS =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?");

    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*");
    private static final String WILD = "://*.";

    private final Set<String> allowed;
    private final List<Wildcard> wildcards;
    private final ProxyTrust proxies;

    /** All hosts below one: {@code https://*.example.org}, whose {@code rest} is {@code .example.org}. */
    private record Wildcard(String scheme, String rest, int port) {
        static Wildcard of(String origin) {
            Matcher parts = PARTS.matcher(origin.replace(WILD, "://any."));
            if (!parts.matches()) {
                throw new IllegalArgumentException(origin + " is not an origin");
            }
            return new Wildcard(parts.group(1), parts.group(2).substring("any".length()), portOf(parts));
        }

        boolean covers(Matcher page) {
            String host = page.group(2);
            return scheme.equals(page.group(1))
                    && port == portOf(page)
                    && host.endsWith(rest)
                    && LABELS.matcher(host.substring(0, host.length() - rest.length()))
                            .matches();
        }
    }

    /**
     * @param allowed origins as browsers write them, in addition to the request's own; {@code https://*.example.org}
     *     for all hosts below
     * @param proxies which proxies are trusted to report the scheme
     */
    public OriginRule(List<String> allowed, ProxyTrust proxies) {
        this.allowed = Set.copyOf(allowed);
        this.wildcards = allowed.stream()
                .filter(origin -> origin.contains(WILD))
                .map(Wildcard::of)
                .toList();
        this.proxies = proxies;
    }

    @Nullable
    Refusal refusal(HttpServerRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        if (origins.isEmpty()) {
            return null;
        }
        String origin = origins.get(0).toLowerCase(Locale.ROOT);
        if (origins.size() == 1 && allows(origin, proxies.scheme(request), request.getHeader(HttpHeaders.HOST))) {
            return null;
        }
        return new Refusal(
                ErrorCode.ORIGIN_NOT_ALLOWED,
                "pages of another scheme, host or port may not connect (server.allowed-origins, server.trusted-proxies)");
    }

    /**
     * @param origin in lower case
     * @param scheme the scheme of the request, as the client made it
     */
    boolean allows(String origin, String scheme, @Nullable String host) {
        Matcher page = PARTS.matcher(origin);
        if (!page.matches()) {
            // The scheme of an app: must match exactly.
            return !origin.contains("*") && allowed.contains(origin);
        }
        return allowed.contains(origin)
                || wildcards.stream().anyMatch(wildcard -> wildcard.covers(page))
                || own(page, scheme, host);
    }

    private static boolean own(Matcher page, String scheme, @Nullable String host) {
        if (host == null || !page.group(1).equals(scheme)) {
            return false;
        }
        Matcher ours = PARTS.matcher(scheme + "://" + host.toLowerCase(Locale.ROOT));
        return ours.matches() && page.group(2).equals(ours.group(2)) && portOf(page) == portOf(ours);
    }

    private static int portOf(Matcher parts) {
        if (parts.group(3) != null) {
            return Integer.parseInt(parts.group(3));
        }
        return parts.group(1).equals("https") ? 443 : 80;
    }
}
