package dev.echowall.app;

import dev.echowall.config.Config;
import dev.echowall.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the ports are free before anything is started, so that there is a clear message instead of a stack trace.
 */
final class PortCheck {
    private PortCheck() {}

    /** @throws ConfigException that lists the keys of all ports in use */
    static void check(Config config) {
        List<String> faults = new ArrayList<>();
        check("server.port", config.server().host(), config.server().port(), faults);
        check("management.port", config.management().host(), config.management().port(), faults);
        if (config.cluster().hazelcastConfig() == null) {
            check("cluster.port", config.cluster().host(), config.cluster().port(), faults);
        }
        check("cluster.bus-port", config.cluster().host(), config.cluster().busPort(), faults);
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private static void check(String key, String host, int port, List<String> faults) {
        String why = port == 0 ? null : whyNot(host, port);
        if (why != null) {
            faults.add(key + ": port " + port + " on " + host + " is not available (" + why
                    + "), allowed is a free one; to see what uses it: ss -ltnp 'sport = :" + port + "'");
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
