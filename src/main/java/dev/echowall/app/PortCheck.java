package dev.echowall.app;

import dev.echowall.config.Config;
import dev.echowall.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/** Whether the ports are free, asked before anything starts: a clear word at once instead of a stack from within. */
final class PortCheck {
    private PortCheck() {}

    /**
     * @throws ConfigException that names the key of the first port that is taken
     */
    static void check(Config config) {
        check("server", config.server().host(), config.server().port());
        check("management", config.management().host(), config.management().port());
        if (config.cluster().hazelcastConfig() == null) {
            check("cluster", config.cluster().host(), config.cluster().port());
        }
        check("cluster.bus-port", config.cluster().host(), config.cluster().busPort());
    }

    private static void check(String group, String host, int port) {
        if (port == 0) {
            return;
        }
        String key = group.contains(".") ? group : group + ".port";
        String why = whyNot(host, port);
        if (why != null) {
            throw new ConfigException(key + ": port " + port + " on " + host + " cannot be had (" + why
                    + "), allowed is a free one; what holds it: ss -ltnp 'sport = :" + port + "'");
        }
    }

    private static @Nullable String whyNot(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return null;
        } catch (IOException taken) {
            return String.valueOf(taken.getMessage());
        }
    }
}
