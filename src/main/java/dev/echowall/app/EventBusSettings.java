package dev.echowall.app;

import dev.echowall.config.ClusterConfig;
import dev.echowall.config.TlsConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** How the event bus connects to the other instances. */
final class EventBusSettings {
    /* The default timeouts of the bus are a minute; a peer that is gone should cost seconds. */
    private static final int CONNECT_MILLIS = 2_000;
    private static final int PING_MILLIS = 2_000;
    private static final int PONG_MILLIS = 3_000;

    private EventBusSettings() {}

    static EventBusOptions of(ClusterConfig cluster) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(cluster.host())
                .setPort(cluster.busPort())
                .setConnectTimeout(CONNECT_MILLIS)
                .setReconnectAttempts(0)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PONG_MILLIS)
                .setTcpNoDelay(true);
        TlsConfig tls = cluster.tls();
        if (tls != null) {
            bus.setSsl(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    // By default the bus trusts every certificate. Host names cannot be checked, but the authority is
                    // the cluster's own.
                    .setTrustAll(false)
                    .setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setKeyPath(tls.key().toString())
                            .setCertPath(tls.certificate().toString()));
        }
        return bus;
    }
}
