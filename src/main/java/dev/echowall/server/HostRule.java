package dev.echowall.server;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The host names that requests may be for. A page can point its own domain to our address (DNS rebinding) and then
 * belongs, for the browser, to the same site as our pages; only the Host header still has the page's domain. Immutable,
 * from any thread.
 */
public final class HostRule {
    private static final Pattern AUTHORITY = Pattern.compile("(?:\\[([0-9a-f:.]+)\\]|([a-z0-9._-]+))(?::[0-9]{1,5})?");

    private final Set<String> names;
    private final boolean any;
    private final boolean near;

    private HostRule(List<String> names, boolean any, boolean near) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.any = any;
        this.near = near;
    }

    /** For the public port: only these names, with any port; an empty list accepts any. */
    public static HostRule only(List<String> names) {
        return new HostRule(names, names.isEmpty(), false);
    }

    /** For the private port: IP addresses, which no name server can change, {@code localhost}, and these names. */
    public static HostRule near(List<String> names) {
        return new HostRule(names, false, true);
    }

    /** Whether every host is accepted. */
    boolean any() {
        return any;
    }

    /** @param authority the value of a Host header */
    boolean allows(@Nullable String authority) {
        if (any) {
            return true;
        }
        Matcher parts = AUTHORITY.matcher(authority == null ? "" : authority.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return false;
        }
        String address = parts.group(1);
        String host = address == null ? parts.group(2) : address;
        boolean literal = address == null ? NetUtil.isValidIpV4Address(host) : NetUtil.isValidIpV6Address(host);
        return names.contains(host) || (near && (literal || host.equals("localhost")));
    }
}
