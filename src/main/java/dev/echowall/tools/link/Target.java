package dev.echowall.tools.link;

import dev.echowall.protocol.http.HostNames;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The address of a server.
 *
 * @param host a name or an address, IPv6 without its brackets
 * @param path the request target: path and query, in ASCII
 */
public record Target(boolean tls, String host, int port, String path) {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
    // Parsed by hand, because URI.getHost() rejects hosts with an underscore, which are common in Compose.
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:@\\[\\]\\s]+)(?::([0-9]{1,5}))?");

    /** @throws TypeConversionException with a message for the user */
    public static Target of(String typed) {
        Matcher scheme = SCHEME.matcher(typed.strip());
        boolean tls = scheme.matches() && tls(typed, scheme.group(1).toLowerCase(Locale.ROOT));
        URI uri = uri(typed, "ws://" + (scheme.matches() ? scheme.group(2) : typed.strip()));
        if (uri.getRawFragment() != null) {
            throw wrong(typed, "a WebSocket URL has no part after '#'; a '#' in a channel's name is written %23");
        }
        String authority = uri.getRawAuthority();
        if (authority == null) {
            throw wrong(typed, "there is no host; write it like ws://localhost:8080/ws");
        }
        if (authority.contains("@")) {
            throw wrong(typed, "a name and password in it would not be sent; use -H 'Authorization: Basic ...'");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw wrong(typed, "host and port are not readable; write them like localhost:8080 or [::1]:8080");
        }
        return new Target(tls, bare(parts.group(1)), port(typed, parts.group(2), tls), path(uri));
    }

    private static boolean tls(String typed, String scheme) {
        return switch (scheme) {
            case "ws", "http" -> false;
            case "wss", "https" -> true;
            default -> throw wrong(typed, "it begins with ws://, wss://, http:// or https://, or with the host itself");
        };
    }

    private static URI uri(String typed, String url) {
        try {
            return new URI(new URI(url).toASCIIString());
        } catch (URISyntaxException e) {
            throw wrong(typed, e.getReason().toLowerCase(Locale.ROOT));
        }
    }

    private static int port(String typed, @Nullable String digits, boolean tls) {
        if (digits == null) {
            return tls ? 443 : 80;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw wrong(typed, "a port is a number from 1 to 65535");
        }
        return port;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static TypeConversionException wrong(String typed, String why) {
        return new TypeConversionException("'" + TerminalSafe.text(typed) + "' is not a WebSocket URL: " + why);
    }

    /** As in the {@code Host} header: with the port only if it is not the default one. */
    public String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** A route of the same server, appended to this path. */
    public Target route(String route) {
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return new Target(tls, host, port, base + route);
    }

    /** A request for this path. */
    RequestOptions request(Duration connectTimeout) {
        return new RequestOptions()
                .setHost(host)
                .setPort(port)
                .setSsl(tls)
                .setURI(path)
                .setConnectTimeout(connectTimeout.toMillis());
    }

    /** The URL with http or https. */
    public String http() {
        return (tls ? "https://" : "http://") + authority() + path;
    }

    boolean isThisMachine() {
        return HostNames.isLoopback(host);
    }

    @Override
    public String toString() {
        return (tls ? "wss://" : "ws://") + authority() + path;
    }

    /** For picocli. */
    public static final class Converter implements ITypeConverter<Target> {
        @Override
        public Target convert(String typed) {
            return of(typed);
        }
    }
}
