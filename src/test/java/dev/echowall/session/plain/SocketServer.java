package dev.echowall.session.plain;

import dev.echowall.broker.Survey;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.Position;
import dev.echowall.hook.Hooks;
import dev.echowall.hub.Hub;
import dev.echowall.identity.Authenticator;
import dev.echowall.identity.Identity;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Drain;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.presence.Presence;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFormat;
import dev.echowall.protocol.plain.RawFormat;
import dev.echowall.session.Client;
import dev.echowall.session.Limits;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.socket.Connections;
import dev.echowall.session.socket.RequestFilter;
import dev.echowall.testing.TimeLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.transport.Transport;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One event loop with sessions behind a router, on any free port. */
public final class SocketServer implements AutoCloseable {
    static final ChannelName ECHO = ChannelName.of("echo");
    static final ChannelName TIME = ChannelName.of("time");

    private final IdentityHashMap<HttpConnection, RequestFilter> doorkeepers = new IdentityHashMap<>();

    /** Another one by the system property {@code test.transport}: epoll or io_uring. */
    private static final Transport TRANSPORT = switch (System.getProperty("test.transport", "nio")) {
        case "io_uring" -> Transport.IO_URING;
        case "epoll" -> Transport.EPOLL;
        default -> Transport.NIO;
    };

    public final OneNodeBroker broker = new OneNodeBroker();
    public final Metrics metrics = new Metrics(new SimpleMeterRegistry());
    private final Vertx vertx = Vertx.builder().withTransport(TRANSPORT).build();
    private final Context context = vertx.getOrCreateContext();
    private final Hub hub;
    private final Connections connections;
    private final WebSocketSessions sessions;
    private final HttpServer server;

    SocketServer(Limits limits) {
        this(limits, false);
    }

    SocketServer(Limits limits, boolean compression) {
        ChannelOptions open = new ChannelOptions(0, 0, Duration.ZERO, Duration.ZERO, Publish.ANYONE, Subscribe.ANYONE);
        Namespaces namespaces = new Namespaces(ChannelOptions.DEFAULT, Map.of("echo", open));
        Node node = new Node(
                "node1",
                namespaces,
                Authenticator.WITHOUT_KEYS,
                Hooks.NONE,
                limits.messageBytes(),
                Integer.MAX_VALUE,
                broker,
                new Presence(context, broker, Survey.alone("node1"), namespaces, 0),
                new Drain(),
                metrics);
        hub = new Hub(context, broker, 1 << 22, metrics);
        connections = new Connections(context, limits, compression, metrics);
        sessions = new WebSocketSessions(hub, node, new UserSessions(), connections);
        server = TimeLimits.await(onLoop(() -> vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setHttp2ClearTextEnabled(false)
                        .setSendBufferSize(16384))
                .connectionHandler(this::watch)
                .requestHandler(watched(router()))
                .listen()));
    }

    private void watch(HttpConnection connection) {
        doorkeepers.put(connection, RequestFilter.watch(connection, metrics));
        ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .closeFuture()
                .addListener(closed -> doorkeepers.remove(connection));
    }

    private Handler<HttpServerRequest> watched(Router router) {
        return request -> {
            RequestFilter doorkeeper = Objects.requireNonNull(doorkeepers.get(request.connection()));
            request.response().bodyEndHandler(said -> doorkeeper.answered());
            router.handle(request);
        };
    }

    private static Client client(HttpServerRequest request) {
        return new Client(request.remoteAddress().toString(), Identity.ANONYMOUS, RateLimiter.ALL);
    }

    private Router router() {
        Router router = Router.router(vertx);
        route(
                router,
                "/ws",
                request -> sessions.open(
                        request,
                        client(request),
                        List.of(ECHO),
                        ECHO,
                        RawFormat.INSTANCE,
                        false,
                        false,
                        after(request)));
        route(
                router,
                "/json",
                request -> sessions.open(
                        request,
                        client(request),
                        List.of(ECHO),
                        ECHO,
                        JsonFormat.INSTANCE,
                        true,
                        false,
                        after(request)));
        route(
                router,
                "/time",
                request -> sessions.open(
                        request, client(request), List.of(TIME), TIME, RawFormat.INSTANCE, false, false, null));
        route(router, "/inspect", request -> sessions.inspect(request, client(request), null));
        return router;
    }

    private void route(Router router, String path, Consumer<HttpServerRequest> accept) {
        router.route(path).handler(at -> {
            Refusal refusal = connections.refusal(at.request());
            if (refusal != null) {
                at.response().setStatusCode(refusal.code().status()).end(refusal.sentence());
            } else {
                accept.accept(at.request());
            }
        });
    }

    private static @Nullable Position after(HttpServerRequest request) {
        String after = request.getParam("after");
        return after == null ? null : Position.parse(after);
    }

    public int port() {
        return server.actualPort();
    }

    public Hub hub() {
        return hub;
    }

    public Connections connections() {
        return connections;
    }

    /** Runs it on the event loop, and waits. */
    <T> T onLoop(Callable<T> task) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(go -> {
            try {
                promise.complete(task.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return TimeLimits.await(promise.future());
    }

    @Override
    public void close() {
        TimeLimits.await(vertx.close());
    }
}
