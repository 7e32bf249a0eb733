package dev.echowall.server;

import dev.echowall.broker.Broker;
import dev.echowall.hub.Hub;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.LocalClients;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.ConcurrentReads;
import dev.echowall.session.WriteBacklog;
import dev.echowall.session.centrifugal.CentrifugalSessions;
import dev.echowall.session.event.EventSessions;
import dev.echowall.session.plain.WebSocketSessions;
import dev.echowall.session.poll.PollSessions;
import dev.echowall.session.socket.Connections;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One event loop of the public port: an HTTP server, a hub and its sessions, all confined to this loop. */
public final class ServerVerticle extends VerticleBase {
    private static final int HEADER_BYTES = 16 * 1024;
    private static final int LINE_BYTES = 8 * 1024;

    private final ServerOptions options;
    private final Node node;
    private final LocalClients clients;
    private final Broker broker;
    private final Metrics metrics;
    private final EventLoopMonitor loopMonitor;

    @SuppressWarnings("NullAway.Init") // start() sets them, and nothing is called before
    private Connections connections;

    @SuppressWarnings("NullAway.Init")
    private EventSessions events;

    @SuppressWarnings("NullAway.Init")
    private PollSessions polls;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    public ServerVerticle(
            ServerOptions options,
            Node node,
            LocalClients clients,
            Broker broker,
            Metrics metrics,
            EventLoopMonitor loopMonitor) {
        this.clients = clients;
        this.options = options;
        this.node = node;
        this.broker = broker;
        this.metrics = metrics;
        this.loopMonitor = loopMonitor;
    }

    @Override
    public Future<?> start() {
        Hub hub = new Hub(context, broker, options.tailBytes(), metrics);
        UserSessions users = clients.join(context, hub);
        connections = new Connections(context, options.limits(), options.compression(), metrics);
        WebSocketSessions sockets = new WebSocketSessions(hub, node, users, connections);
        ConcurrentReads reads = new ConcurrentReads(ConcurrentReads.AT_ONCE);
        CentrifugalSessions centrifugal = new CentrifugalSessions(
                context, hub, node, users, reads, options.limits(), options.centrifugal(), connections);
        events = new EventSessions(vertx, hub, node.presence(), users, options.limits(), metrics);
        users.events().lists(connections::list);
        users.events().lists(events::list);
        polls = new PollSessions(vertx, broker, hub, reads);
        HttpLimits limits = new HttpLimits(
                vertx,
                options.limits().handshakeTimeout(),
                options.idleTimeout(),
                options.connectionLimit(),
                options.proxies(),
                options.rates(),
                metrics);
        WriteBacklog backlog =
                new WriteBacklog(((ContextInternal) context).nettyEventLoop(), options.responseBytes(), metrics);
        PublicRoutes routes = new PublicRoutes(
                node, connections, sockets, centrifugal, events, new PollRoute(polls), limits, options, metrics);
        RequestCheck check = new RequestCheck(routes.table(vertx), metrics);
        CrossOrigin crossOrigin = new CrossOrigin(options.origins());
        loopMonitor.watch(vertx);
        server = vertx.createHttpServer(http())
                .connectionHandler(connection -> {
                    backlog.opened(connection);
                    limits.opened(connection);
                })
                .invalidRequestHandler(Responses::misshapen)
                .requestHandler(request -> {
                    crossOrigin.addHeaders(request);
                    Refusal refusal = limits.heard(request);
                    if (refusal == null) {
                        check.handle(request);
                    } else {
                        Responses.refuse(request.response(), refusal);
                    }
                });
        return server.listen().onSuccess(listening -> options.connectionLimit().opensAt(listening.actualPort()));
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Closes all sessions, spread over the window. From any thread. */
    public Future<Void> drain(CloseCode code, String reason, Duration window) {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(v -> {
            polls.wakeAll();
            Future.join(connections.close(code, reason, window), events.close(window))
                    .<Void>mapEmpty()
                    .onComplete(gone);
        });
        return gone.future();
    }

    @Override
    public Future<?> stop() {
        clients.leave(context);
        return options.connectionLimit().closesAt(port()).transform(shut -> server.shutdown(1, TimeUnit.SECONDS));
    }

    private HttpServerOptions http() {
        return new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setTcpNoDelay(true)
                .setAcceptBacklog(4096)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxInitialLineLength(LINE_BYTES)
                // It is not supported here, and detecting it would add a handler to every connection.
                .setHttp2ClearTextEnabled(false)
                // Vert.x's WebSockets are not used; their extension handlers would cost time for each request, and 128
                // in a row are an error.
                .setPerMessageWebSocketCompressionSupported(false)
                // No idle timeout: it does not see what is written past Vert.x, and every kind of silence has a time
                // limit of its own here.
                .setPerFrameWebSocketCompressionSupported(false);
    }
}
