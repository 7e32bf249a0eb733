package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.protocol.http.HostNames;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Value types for addresses. Nothing here uses a name server. */
final class AddressTypes {
    private static final int MEMBER_PORT = 5701;
    private static final String MEMBER = "host or host:port with a port from 1 to 65535";
    private static final String ORIGIN =
            "scheme://host or scheme://host:port such as https://example.org or https://*.example.org";

    private static final Pattern MEMBER_PARTS = Pattern.compile("(\\[([^\\]]*)\\]|[^:]*)(:([0-9]{1,5}))?");
    private static final Pattern ORIGIN_PARTS =
            Pattern.compile("([a-z][a-z0-9+.-]*)://(\\[([^\\]]*)\\]|[^:/\\[\\]]*)(:([0-9]{1,5}))?/?");

    private AddressTypes() {}

    static ValueType<String> host() {
        return checked(HostNames::isHost, "is not a host", "an IP address or a host name");
    }

    static ValueType<String> address() {
        return checked(HostNames::isAddress, "is not an address", "an IP address such as 127.0.0.1 or ::1");
    }

    /** An address that others can connect to. */
    static ValueType<String> ownAddress() {
        return checked(
                text -> HostNames.isAddress(text) && !HostNames.isWildcard(text),
                "is not the address of one interface",
                "an IP address such as 10.0.0.1 (neither a name nor 0.0.0.0)");
    }

    /** Read as {@code host:port}, with the default port if there is none. */
    static ValueType<String> member() {
        return value -> {
            String text = ValueTypes.text(value, MEMBER);
            if (NetUtil.isValidIpV6Address(text) && !text.startsWith("[")) {
                return "[" + text + "]:" + MEMBER_PORT;
            }
            Matcher parts = MEMBER_PARTS.matcher(text);
            if (!parts.matches() || !isHost(parts.group(1), parts.group(2))) {
                throw InvalidValue.because(value, "is not a member's address", MEMBER);
            }
            return parts.group(1) + ":" + port(value, parts.group(4), MEMBER_PORT, MEMBER);
        };
    }

    /** Read as browsers write it: lower case, without the scheme's default port. */
    static ValueType<String> origin() {
        return value -> {
            String text = ValueTypes.text(value, ORIGIN).toLowerCase(Locale.ROOT);
            Matcher parts = ORIGIN_PARTS.matcher(text);
            if (!parts.matches() || !(isHost(parts.group(2), parts.group(3)) || isWild(parts))) {
                throw InvalidValue.because(value, "is not an origin", ORIGIN);
            }
            int usual = "https".equals(parts.group(1)) ? 443 : "http".equals(parts.group(1)) ? 80 : -1;
            int port = port(value, parts.group(5), usual, ORIGIN);
            return parts.group(1) + "://" + parts.group(2) + (port == usual ? "" : ":" + port);
        };
    }

    /** Where a key set is. */
    static ValueType<URI> keySet() {
        return trusted("https://login.example.org/.well-known/jwks.json");
    }

    /** Where the application is asked. */
    static ValueType<URI> hook() {
        return trusted("https://app.example.org/echowall");
    }

    /** The address of what decides who is let in: nobody on the way may change it. */
    private static ValueType<URI> trusted(String example) {
        String allowed = "an address such as " + example + " (http only of this machine)";
        return value -> {
            String text = ValueTypes.text(value, allowed);
            URI url;
            try {
                url = new URI(text);
            } catch (URISyntaxException e) {
                throw InvalidValue.because(value, "is not an address", allowed);
            }
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            String host = url.getHost();
            if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
                throw InvalidValue.because(value, "is not an address", allowed);
            }
            if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
                throw InvalidValue.because(InvalidValue.plain(host), "has more than an address", allowed);
            }
            if (scheme.equals("http") && !HostNames.isLoopback(host.replaceAll("[\\[\\]]", ""))) {
                throw InvalidValue.because(value, "could be changed on its way", allowed);
            }
            return url;
        };
    }

    private static ValueType<String> checked(Predicate<String> right, String fault, String allowed) {
        return value -> {
            String text = ValueTypes.text(value, allowed);
            if (!right.test(text)) {
                throw InvalidValue.because(value, fault, allowed);
            }
            return text;
        };
    }

    /** Requires at least two labels after the wildcard; with one it would match a whole top-level domain. */
    private static boolean isWild(Matcher origin) {
        String host = origin.group(2);
        String below = host.startsWith("*.") ? host.substring(2) : "";
        return origin.group(1).startsWith("http")
                && below.contains(".")
                && !HostNames.isAddress(below)
                && HostNames.isHost(below);
    }

    private static boolean isHost(String written, @Nullable String bracketed) {
        return bracketed == null ? HostNames.isHost(written) : NetUtil.isValidIpV6Address(bracketed);
    }

    private static int port(JsonNode value, @Nullable String digits, int usual, String allowed) {
        if (digits == null) {
            return usual;
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw InvalidValue.because(value, "has a port out of range", allowed);
        }
        return port;
    }
}
