package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may talk to us. Browsers let any page open a WebSocket to any host and send the visitor's cookies along;
 * only the Origin header tells where the page is from (RFC 6455 section 10.2). A request without one is not from a page.
 */
public final class OriginRule {
    private final Set<String> allowed;

    /**
     * @param allowed as a browser writes them, besides the request's own host
     */
    public OriginRule(List<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    @Nullable
    Refusal refusal(HttpServerRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        if (origins.isEmpty()) {
            return null;
        }
        String origin = origins.get(0).toLowerCase(Locale.ROOT);
        if (origins.size() == 1 && (allowed.contains(origin) || own(origin, request.getHeader(HttpHeaders.HOST)))) {
            return null;
        }
        return new Refusal(
                ErrorCode.ORIGIN_NOT_ALLOWED, "pages of another host may not connect (server.allowed-origins)");
    }

    private static boolean own(String origin, @Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            URI page = new URI(origin);
            if (!Set.of("http", "https").contains(String.valueOf(page.getScheme())) || page.getHost() == null) {
                return false;
            }
            boolean bare = page.getRawPath().isEmpty() && page.getRawQuery() == null && page.getRawUserInfo() == null;
            URI ours = new URI(page.getScheme() + "://" + host.toLowerCase(Locale.ROOT));
            boolean plain = ours.getRawUserInfo() == null && ours.getRawPath().isEmpty();
            return bare && plain && page.getHost().equals(ours.getHost()) && port(page) == port(ours);
        } catch (URISyntaxException odd) {
            return false;
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
