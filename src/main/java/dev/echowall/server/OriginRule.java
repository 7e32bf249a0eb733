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
 * Which pages may talk to us. Browsers let any page open a WebSocket to any host and send the visitor's cookies along;
 * only the Origin header tells where the page is from (RFC 6455 section 10.2). A request without one is not from a page.
 */
public final class OriginRule {
    private static final Pattern PARTS =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?");

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
        Matcher page = PARTS.matcher(origin);
        if (!page.matches()) {
            return false;
        }
        Matcher ours = PARTS.matcher(page.group(1) + "://" + host.toLowerCase(Locale.ROOT));
        return ours.matches() && page.group(2).equals(ours.group(2)) && port(page) == port(ours);
    }

    private static int port(Matcher parts) {
        if (parts.group(3) != null) {
            return Integer.parseInt(parts.group(3));
        }
        return parts.group(1).equals("https") ? 443 : 80;
    }
}
