package dev.echowall.session;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What counts as one address: all of an IPv4 address, and the /64 of an IPv6 one, which any host has to itself. */
public final class AddressKey {
    /** No network that is in use begins so. */
    private static final long IPV4 = 0xFFFFL << 32;

    private AddressKey() {}

    /** The same for addresses that count as one. */
    public static long of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address ? IPV4 | (bytes.getInt() & 0xFFFFFFFFL) : bytes.getLong();
    }
}
