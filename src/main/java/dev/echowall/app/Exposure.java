package dev.echowall.app;

import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.Namespaces;
import dev.echowall.protocol.http.HostNames;
import java.util.List;
import java.util.Map;

/** A sentence for the operator about which clients can connect, and where they may publish. */
final class Exposure {
    private Exposure() {}

    /** @param host the address that the public port listens on */
    static String of(String host, Namespaces channels) {
        return from(host) + "; " + publishing(channels);
    }

    private static String from(String host) {
        if (HostNames.isLoopback(host)) {
            return "from this machine only";
        }
        return HostNames.isWildcard(host)
                ? "from every machine that can reach this one"
                : "from machines that can reach " + host;
    }

    private static String publishing(Namespaces channels) {
        if (isOpen(channels.fallback())) {
            return "anyone may publish to channels of their own";
        }
        List<String> open = channels.named().entrySet().stream()
                .filter(each -> isOpen(each.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return open.isEmpty() ? "only the server API may publish" : "anyone may publish to " + String.join(", ", open);
    }

    private static boolean isOpen(ChannelOptions options) {
        return options.publish() == Publish.ANYONE && options.publishUrl() == null;
    }
}
