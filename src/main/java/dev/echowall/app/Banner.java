package dev.echowall.app;

import dev.echowall.broker.cluster.Membership.ClusterNode;
import dev.echowall.config.Config;
import dev.echowall.protocol.http.HostNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The banner of a started node: its identity, its addresses, and the other members. */
final class Banner {
    private Banner() {}

    static void print(Config config, Instance instance, @Nullable Path conf, Duration took, Logger log) {
        String file = conf == null
                ? "none, the defaults"
                : conf.toAbsolutePath().normalize().toString();
        String members =
                instance.membership().nodes().stream().map(ClusterNode::name).collect(Collectors.joining(" "));
        TransportChoice transport = instance.transport();
        if (LogSetup.forPeople()) {
            System.out.printf(
                    "%n  Echowall %s  回音壁%n%n"
                            + "  node        %s%n"
                            + "  clients     http://%s:%d  %s%n"
                            + "  management  http://%s:%d%n"
                            + "  cluster     %s at %s:%d, bus %d%n"
                            + "  members     %s%n"
                            + "  memory      heap of %s, at most %s of it for what channels keep%n"
                            + "  transport   %s%s%n"
                            + "  config      %s%n%n",
                    Version.current(),
                    config.node().name(),
                    shown(config.server().host()),
                    instance.port(),
                    Exposure.of(config.server().host(), config.channels()),
                    shown(config.management().host()),
                    instance.managementPort(),
                    config.cluster().label(),
                    config.cluster().host(),
                    instance.clusterPort(),
                    instance.busPort(),
                    members,
                    mebibytes(Runtime.getRuntime().maxMemory()),
                    mebibytes(Wiring.historyShare(config)),
                    transport.name(),
                    transport.why() == null ? "" : " (" + transport.why() + ")",
                    file);
            System.out.flush();
        }
        if (transport.why() != null) {
            log.atInfo()
                    .addKeyValue("transport", transport.name())
                    .addKeyValue("why", transport.why())
                    .log("a better transport could be used");
        }
        log.atInfo()
                .addKeyValue("version", Version.current())
                .addKeyValue("node", config.node().name())
                .addKeyValue("port", instance.port())
                .addKeyValue("open", Exposure.of(config.server().host(), config.channels()))
                .addKeyValue("management", instance.managementPort())
                .addKeyValue("cluster", config.cluster().host() + ":" + instance.clusterPort())
                .addKeyValue("bus", instance.busPort())
                .addKeyValue("members", members)
                .addKeyValue("heap_bytes", Runtime.getRuntime().maxMemory())
                .addKeyValue("history_bytes", Wiring.historyShare(config))
                .addKeyValue("transport", transport.name())
                .addKeyValue("config", file)
                .addKeyValue("startup_ms", took.toMillis())
                .log("ready");
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static String shown(String host) {
        return HostNames.isWildcard(host) ? "localhost" : host;
    }
}
