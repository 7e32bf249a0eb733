package dev.echowall.session;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Node;
import dev.echowall.protocol.CloseCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.WireFormat;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The WebSocket sessions of one event loop. Everything here is called on that loop. */
public final class Sessions {
    public Sessions(Context context, Hub hub, Node node, Limits limits, Metrics metrics) {}

    /**
     * Why the request cannot become a WebSocket, or null when it can: RFC 6455 section 4.2.1, and limits.connections.
     * A 426 is to carry {@code Upgrade: websocket} and {@code Sec-WebSocket-Version: 13}, a 405 {@code Allow: GET}.
     */
    public @Nullable Refusal refusal(HttpServerRequest request) {
        return null;
    }

    /**
     * Upgrades a request that {@link #refusal} found no fault with, and subscribes. To be called in the turn in which
     * the request came: frames may be right behind it.
     *
     * @param publishTo where what the client sends goes
     * @param json whether the client understands JSON: it is then told of its position, gaps and temporary refusals
     * @param after where to go on from; null is from now
     */
    public void open(
            HttpServerRequest request,
            List<ChannelName> channels,
            ChannelName publishTo,
            WireFormat format,
            boolean json,
            @Nullable Position after) {}

    /** Upgrades likewise to a session that shows the handshake, and what each frame was. */
    public void inspect(HttpServerRequest request) {}

    /**
     * Closes all sessions, in batches spread over the window.
     *
     * @return when all are gone, at the latest a little after the window
     */
    public Future<Void> close(CloseCode code, String reason, Duration window) {
        return Future.succeededFuture();
    }

    /** Sessions open now. */
    public int size() {
        return 0;
    }
}
