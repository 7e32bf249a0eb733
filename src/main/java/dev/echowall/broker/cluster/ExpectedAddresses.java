package dev.echowall.broker.cluster;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses at which members may be. If a host name is among them, any address is accepted, because resolving it
 * would need a name server.
 */
final class ExpectedAddresses {
    private record Place(InetAddress host, int port) {}

    /** Null: any address. */
    private final @Nullable Set<Place> places;

    /** @param members each {@code host:port}, IPv6 addresses in brackets; empty accepts any address */
    ExpectedAddresses(List<String> members) {
        Set<Place> known = new HashSet<>();
        for (String member : members) {
            int colon = member.lastIndexOf(':');
            InetAddress host = NetUtil.createInetAddressFromIpAddressString(member.substring(0, colon));
            if (host != null) {
                known.add(new Place(host, Integer.parseInt(member.substring(colon + 1))));
            }
        }
        places = known.size() == Set.copyOf(members).size() && !known.isEmpty() ? known : null;
    }

    boolean has(InetSocketAddress address) {
        return places == null || places.contains(new Place(address.getAddress(), address.getPort()));
    }
}
