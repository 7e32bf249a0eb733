package dev.echowall.protocol.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** What a host says by itself, written as a name or as an address (IPv6 without brackets). Nothing here asks a name server. */
public final class HostNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");

    private HostNames() {}

    /** Whether it can be one at all. */
    public static boolean isHost(String text) {
        return isAddress(text)
                || (NAME.matcher(text).matches() && !NUMERIC.matcher(text).matches());
    }

    public static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || (NetUtil.isValidIpV6Address(text) && !text.startsWith("["));
    }

    /** Whether only this machine can reach it; of host names, only localhost. */
    public static boolean isLoopback(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address == null ? "localhost".equalsIgnoreCase(host) : address.isLoopbackAddress();
    }

    /** Whether it stands for all addresses of this machine. */
    public static boolean isWildcard(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null && address.isAnyLocalAddress();
    }
}
