package dev.echowall.config;

import dev.echowall.protocol.http.HostNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that involve several keys. */
final class ConfigChecks {
    private record Endpoint(Setting<Integer> key, String host, int port) {
        boolean collidesWith(Endpoint other) {
            boolean sameHost = host.equalsIgnoreCase(other.host)
                    || HostNames.isWildcard(host)
                    || HostNames.isWildcard(other.host)
                    || (HostNames.isLoopback(host) && HostNames.isLoopback(other.host));
            return port != 0 && port == other.port && sameHost;
        }
    }

    private final Config config;
    private final ConfigValues values;
    private final List<String> warnings = new ArrayList<>();

    private ConfigChecks(Config config, ConfigValues values) {
        this.config = config;
        this.values = values;
    }

    /**
     * @return the warnings
     * @throws ConfigException for errors that prevent a start
     */
    static List<String> of(Config config, ConfigValues values) {
        ConfigChecks checks = new ConfigChecks(config, values);
        values.attempt(checks::key);
        values.attempt(checks::ports);
        values.attempt(checks::network);
        values.throwFaults();
        checks.cluster();
        checks.sizes();
        checks.histories();
        checks.auth();
        return checks.warnings;
    }

    private void key() {
        ManagementConfig management = config.management();
        for (SecretFile each : List.of(SecretFile.apiKey(), SecretFile.hmacSecret())) {
            if (each.isOpen(values)) {
                warn("every user of this machine can read it, chmod 600 is better", each.file());
            }
        }
        if (management.apiKey() == null && !HostNames.isLoopback(management.host())) {
            throw new ConfigException(values.about(
                    management.host() + " is reachable from other machines and management.api-key is empty,"
                            + " allowed is a loopback address such as 127.0.0.1, or a key",
                    Settings.MANAGEMENT_HOST));
        }
    }

    private void ports() {
        String host = config.cluster().host();
        List<Endpoint> endpoints = List.of(
                new Endpoint(
                        Settings.SERVER_PORT,
                        config.server().host(),
                        config.server().port()),
                new Endpoint(
                        Settings.MANAGEMENT_PORT,
                        config.management().host(),
                        config.management().port()),
                new Endpoint(Settings.CLUSTER_PORT, host, config.cluster().port()),
                new Endpoint(Settings.BUS_PORT, host, config.cluster().busPort()));
        for (int i = 1; i < endpoints.size(); i++) {
            for (Endpoint earlier : endpoints.subList(0, i)) {
                Endpoint endpoint = endpoints.get(i);
                if (endpoint.collidesWith(earlier)) {
                    throw new ConfigException(values.about(
                            endpoint.port() + " is taken twice, as "
                                    + earlier.key().path() + " and as "
                                    + endpoint.key().path() + ", allowed is a port for each",
                            endpoint.key(),
                            earlier.key()));
                }
            }
        }
    }

    private void network() {
        ClusterConfig cluster = config.cluster();
        if (HostNames.isLoopback(cluster.host()) || cluster.trustedNetwork()) {
            return;
        }
        if (cluster.tls() == null) {
            throw new ConfigException(values.about(
                    cluster.host() + " is reachable from other machines, and whoever reaches the cluster's ports is"
                            + " trusted, allowed is a loopback address, or cluster.trusted-network: true where only the"
                            + " instances reach it, or cluster.tls",
                    Settings.CLUSTER_HOST));
        }
        warn(
                "is for the event bus only, Hazelcast's port (" + cluster.port()
                        + ") has no TLS: nobody but the instances"
                        + " should reach it (cluster.trusted-network: true says that it is so)",
                Settings.TLS_CERTIFICATE);
    }

    private void cluster() {
        ClusterConfig cluster = config.cluster();
        Set<String> known = new HashSet<>(cluster.members());
        String host = cluster.host().indexOf(':') < 0 ? cluster.host() : "[" + cluster.host() + "]";
        known.add(host + ":" + cluster.port());
        if (cluster.hazelcastConfig() == null && cluster.quorum() > known.size()) {
            warn(
                    cluster.quorum() + " is more than the members known (" + known.size()
                            + "): nothing can be published until so many have joined",
                    Settings.QUORUM,
                    Settings.MEMBERS);
        }
        boolean elsewhere = cluster.members().stream()
                .map(member -> member.substring(0, member.lastIndexOf(':')).replaceAll("[\\[\\]]", ""))
                .anyMatch(member -> !HostNames.isLoopback(member));
        if (elsewhere && HostNames.isLoopback(cluster.host())) {
            warn("are on other machines, which cannot reach cluster.host (" + cluster.host() + ")", Settings.MEMBERS);
        }
    }

    private void sizes() {
        LimitsConfig limits = config.limits();
        if (limits.queueBytes() < limits.messageBytes()) {
            warn(
                    "limits.queue-bytes (" + limits.queueBytes() + ") is less than limits.message-bytes ("
                            + limits.messageBytes() + "): one large message alone makes a subscriber slow",
                    Settings.QUEUE_BYTES,
                    Settings.MESSAGE_BYTES);
        }
    }

    private void histories() {
        for (String namespace : values.namespaces()) {
            var ttl = Settings.HISTORY_TTL;
            var metaTtl = Settings.HISTORY_META_TTL;
            if (values.option(namespace, ttl).compareTo(values.option(namespace, metaTtl)) > 0) {
                warn(
                        "channels." + namespace + " keeps publications longer than the channel itself is remembered:"
                                + " history-meta-ttl ends them",
                        ttl.of(namespace),
                        metaTtl.of(namespace),
                        metaTtl.of(ConfigValues.DEFAULT),
                        ttl.of(ConfigValues.DEFAULT));
            }
        }
    }

    private void auth() {
        AuthConfig auth = config.auth();
        if (auth.hasKeys()) {
            return;
        }
        boolean asked = auth.connectUrl() != null;
        String noKeys = "there is no key that a token could be checked with (auth.hmac-secret, auth.public-keys,"
                + " auth.jwks-url)";
        for (Setting<?> each : List.of(Settings.ISSUER, Settings.AUDIENCE, Settings.COOKIE)) {
            if (values.find(each) != null) {
                warn("is of no use, " + noKeys, each);
            }
        }
        if (!auth.anonymous() && !asked) {
            warn("nobody can come in, " + noKeys, Settings.ANONYMOUS);
        }
        if (auth.personalChannel() && !asked) {
            warn("is of no use, " + noKeys, Settings.PERSONAL_CHANNEL);
        }
    }

    private void warn(String sentence, Setting<?>... together) {
        warnings.add(values.about(sentence, together));
    }
}
