package dev.echowall.tools.link;

import dev.echowall.channel.Position;
import io.vertx.core.Context;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /connection/websocket}: the Centrifugal protocol in JSON, as its SDKs speak it. Subscriptions of different
 * channels share a connection.
 */
public final class CentrifugalTransport implements Transport {
    /** How late a ping may be until an SDK gives up the connection. */
    private static final Duration PING_DELAY = Duration.ofSeconds(10);

    private final Context context;
    private final Duration pingDelay;
    private final HttpClient client = TextWebSocket.client();
    private final List<CentrifugalConnection> connections = new ArrayList<>();
    private int subscriptions;

    public CentrifugalTransport(Context context) {
        this(context, PING_DELAY);
    }

    CentrifugalTransport(Context context, Duration pingDelay) {
        this.context = context;
        this.pingDelay = pingDelay;
    }

    @Override
    public String label() {
        return "centrifugal";
    }

    @Override
    public Subscription open(Target server, String channel, @Nullable Position after, SubscriptionCallback callback) {
        connections.removeIf(CentrifugalConnection::isOver);
        CentrifugalConnection connection = connections.stream()
                .filter(each -> each.takes(server, channel))
                .findFirst()
                .orElseGet(() -> connect(server));
        // Each way to subscribe in turn, beginning with none of the options.
        return connection.subscribe(channel, after, subscriptions++ % CentrifugalSubscription.WAYS, callback);
    }

    private CentrifugalConnection connect(Target server) {
        CentrifugalConnection connection = new CentrifugalConnection(client, server, context, pingDelay);
        connections.add(connection);
        return connection;
    }
}
