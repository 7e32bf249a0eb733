package dev.echowall.app;

import io.vertx.core.eventbus.EventBusOptions;

/** How the event bus connects to the other instances. */
final class BusSettings {
    /* Default timeouts of the bus are a minute; a peer that is gone should cost seconds. */
    private static final int CONNECT_MILLIS = 2_000;
    private static final int PING_MILLIS = 2_000;
    private static final int PONG_MILLIS = 3_000;

    private BusSettings() {}

    static EventBusOptions of(ClusterConfig cluster) {
        return new EventBusOptions()
                .setHost(cluster.host())
                .setPort(cluster.busPort())
                .setConnectTimeout(CONNECT_MILLIS)
                .setReconnectAttempts(0)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PONG_MILLIS)
                .setTcpNoDelay(true);
    }
}
