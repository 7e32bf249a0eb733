package dev.echowall.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What counts as one address: an IPv4 address, or the /64 of an IPv6 address, which usually belongs to one host. */
public final class AddressKey {
    /** A prefix that no network in use has. */
    private static final long IPV4 = 0xFFFFL << 32;

    private AddressKey() {}

    /** The same for addresses that count as one. */
    public static long of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address ? IPV4 | (bytes.getInt() & 0xFFFFFFFFL) : bytes.getLong();
    }
}
