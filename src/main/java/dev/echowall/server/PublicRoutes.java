package dev.echowall.server;

import dev.echowall.broker.ClusterView;
import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.hook.Requester;
import dev.echowall.identity.Identity;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFormat;
import dev.echowall.protocol.plain.JsonValue;
import dev.echowall.protocol.plain.RawFormat;
import dev.echowall.session.Client;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.centrifugal.CentrifugalSessions;
import dev.echowall.session.event.EventSessions;
import dev.echowall.session.plain.WebSocketSessions;
import dev.echowall.session.socket.Connections;
import dev.echowall.source.Ticks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes of the public port. Confined to its event loop. */
final class PublicRoutes {
    static final ChannelName ECHO = ChannelName.of("echo");

    /** Read by the first event loop before it serves anything. */
    private static final Map<String, PageFile> FILES = PageFile.all();

    private final Node node;
    private final Connections connections;
    private final WebSocketSessions sockets;
    private final CentrifugalSessions centrifugal;
    private final EventSessions events;
    private final PollRoute poll;
    private final HttpLimits limits;
    private final HostRule hosts;
    private final OriginRule origins;
    private final CrossOrigin crossOrigin;
    private final int messageBytes;
    private final Requesters requesters;
    private final Credentials credentials;
    private final WhoAmIRoute whoAmI;
    private final PresenceRoute presence;
    private final boolean inspect;
    private final ProxyTrust proxies;
    private final Demo demo;
    private final Metrics metrics;

    PublicRoutes(
            Node node,
            Connections connections,
            WebSocketSessions sockets,
            CentrifugalSessions centrifugal,
            EventSessions events,
            PollRoute poll,
            HttpLimits limits,
            ServerOptions options,
            Metrics metrics) {
        this.node = node;
        this.connections = connections;
        this.sockets = sockets;
        this.centrifugal = centrifugal;
        this.events = events;
        this.poll = poll;
        this.limits = limits;
        this.hosts = options.hosts();
        this.origins = options.origins();
        this.crossOrigin = new CrossOrigin(origins);
        this.messageBytes = options.limits().messageBytes();
        this.requesters = new Requesters(node.hooks(), options.proxies());
        this.credentials = new Credentials(node, requesters, options.cookie());
        this.whoAmI = new WhoAmIRoute(node, credentials);
        this.presence = new PresenceRoute(node);
        this.inspect = options.inspect();
        this.proxies = options.proxies();
        this.demo = new Demo(options.demo(), options.proxies());
        this.metrics = metrics;
    }

    Router table(Vertx vertx) {
        Router router = Router.router(vertx);
        if (!hosts.any()) {
            router.route().handler(this::asked);
        }
        router.route().handler(context -> {
            allow(Credentials.refusalOfAddress(context.request()));
            context.next();
        });
        socket(router, "/ws", this::wall);
        socket(router, "/ws/*", this::channel);
        upgrade(router, "/connection/websocket", this::centrifugal);
        if (inspect) {
            socket(router, "/inspect", this::inspect);
        }
        shared(router, "/publish/*", List.of(HttpMethod.POST), this::publish);
        shared(router, "/poll/*", List.of(HttpMethod.GET, HttpMethod.HEAD), this::poll);
        shared(router, "/sse/*", List.of(HttpMethod.GET), this::events);
        shared(router, "/presence/*", List.of(HttpMethod.GET, HttpMethod.HEAD), presence::answer);
        shared(router, "/whoami", List.of(HttpMethod.GET, HttpMethod.HEAD), whoAmI::answer);
        route(router, "/instances", List.of(HttpMethod.GET, HttpMethod.HEAD), this::instances);
        new Page(FILES).serve(router);
        router.route().last().handler(context -> {
            throw new Refusal(ErrorCode.NOT_FOUND, "there is nothing at this path; see /");
        });
        router.route().failureHandler(this::failed);
        return router;
    }

    private void asked(RoutingContext context) {
        if (!hosts.allows(context.request().getHeader(HttpHeaders.HOST))) {
            throw new Refusal(ErrorCode.HOST_NOT_ALLOWED, "this host is not served here (server.hosts)");
        }
        context.next();
    }

    /** The clock and the wall, bare; messages of the client are published to the wall. */
    private void wall(RoutingContext context, Identity who) {
        if (context.request().path().endsWith("/")) {
            throw new IllegalArgumentException("a channel's name must follow /ws/");
        }
        open(context, who, List.of(Ticks.CHANNEL, ECHO), ECHO);
    }

    /** Many channels on one connection, for Centrifugal's SDKs, which say who they are by a command. */
    private void centrifugal(RoutingContext context) {
        HttpServerRequest request = context.request();
        centrifugal.open(request, proxies.remote(request), limits.allowance(request), requesters.headers(request));
        limits.upgraded(request);
    }

    private void inspect(RoutingContext context, Identity who) {
        HttpServerRequest request = context.request();
        sockets.inspect(request, client(request, who), demo.kill(request));
        limits.upgraded(request);
    }

    /**
     * The instances that this one sees. Answered in any state, because clients ask when something seems to be wrong.
     */
    private void instances(RoutingContext context) {
        ClusterView seen = node.attendance();
        Responses.json(
                context.response(),
                new JsonObject()
                        .put("node", node.name())
                        .put("instances", new JsonArray(seen.instances()))
                        .put("expected", seen.expected())
                        .put("publishing", seen.publishing()));
    }

    private void channel(RoutingContext context, Identity who) {
        ChannelName channel = ChannelPath.channel(context.request().path(), "/ws/");
        open(context, who, List.of(channel), channel);
    }

    private void open(RoutingContext context, Identity who, List<ChannelName> channels, ChannelName publishTo) {
        permit(context, who, channels, permitted -> openPermitted(context, permitted, channels, publishTo));
    }

    private void openPermitted(
            RoutingContext context, Identity who, List<ChannelName> channels, ChannelName publishTo) {
        String format = context.request().getParam("format", "raw");
        if (!format.equals("raw") && !format.equals("json")) {
            throw new IllegalArgumentException("format must be raw or json");
        }
        boolean json = format.equals("json");
        String ack = context.request().getParam("ack", "false");
        if (!ack.equals("false") && !(ack.equals("true") && json)) {
            throw new IllegalArgumentException("ack must be true or false, and true only with format=json");
        }
        sockets.open(
                context.request(),
                client(context.request(), who),
                channels,
                publishTo,
                json ? JsonFormat.INSTANCE : RawFormat.INSTANCE,
                json,
                ack.equals("true"),
                position(context.request()));
        limits.upgraded(context.request());
    }

    /**
     * Continues if the client may subscribe to all of these channels, as an identity that ends with the first of them: in this turn,
     * unless the application has to be asked.
     */
    private void permit(RoutingContext context, Identity who, List<ChannelName> channels, Consumer<Identity> then) {
        Future<Identity> permitted = Future.succeededFuture(who);
        for (ChannelName channel : channels) {
            if (node.asksToSubscribe(who, channel)) {
                permitted = permitted.compose(
                        before -> node.askToSubscribe(requesters.of(context.request()), who, channel, null)
                                .map(answer -> before.until(answer.expiresAt())));
            } else {
                allow(node.refusalToSubscribe(who, channel, null));
            }
        }
        await(context, permitted, then);
    }

    private Client client(HttpServerRequest request, Identity who) {
        return new Client(proxies.remote(request), who, limits.allowance(request), requesters.of(request));
    }

    private void publish(RoutingContext context, Identity who) {
        HttpServerRequest request = context.request();
        ChannelName channel = ChannelPath.channel(request.path(), "/publish/");
        // Also while draining: a proxy must not repeat a POST elsewhere, and until the port is closed we can still
        // store it.
        allow(node.refusalToPublish(who, channel, false, 0));
        RateLimiter allowance = limits.allowance(request);
        allow(allowance.publication());
        String key = request.getHeader("Idempotency-Key");
        RequestBody.read(context.vertx(), request, messageBytes)
                .map(body -> RequestBody.payload(request.getHeader(HttpHeaders.CONTENT_TYPE), body.getBytes()))
                .compose(payload -> say(requesters.of(request), who, channel, payload, key, allowance))
                .onSuccess(published -> Responses.published(context.response(), published))
                .onFailure(context::fail);
    }

    private Future<Published> say(
            Requester from,
            Identity who,
            ChannelName channel,
            Payload payload,
            @Nullable String key,
            RateLimiter allowance) {
        String id = key == null ? null : JsonValue.key(key);
        return node.publish(from, who, channel, payload, id, false, allowance.mayCreate())
                .onSuccess(allowance::published);
    }

    private void poll(RoutingContext context, Identity who) {
        ChannelName channel = ChannelPath.channel(context.request().path(), "/poll/");
        permit(context, who, List.of(channel), permitted -> {
            poll.answer(context, permitted, channel, position(context.request()));
        });
    }

    private void events(RoutingContext context, Identity who) {
        ChannelName channel = ChannelPath.channel(context.request().path(), "/sse/");
        permit(context, who, List.of(channel), permitted -> {
            HttpServerRequest request = context.request();
            // A browser that reconnects sends its last position, which is later than the one in the URL.
            String last = request.getHeader("Last-Event-ID");
            events.open(
                    request,
                    client(request, permitted),
                    channel,
                    last == null || last.isEmpty() ? position(request) : lastEvent(last));
        });
    }

    /* An EventSource that is refused does not reconnect, and cannot forget another server's event id. */
    private static Position lastEvent(String id) {
        try {
            return Position.parse(id);
        } catch (IllegalArgumentException notOurs) {
            return Position.FOREIGN;
        }
    }

    private void socket(Router router, String path, BiConsumer<RoutingContext, Identity> handler) {
        upgrade(router, path, context -> identify(context, handler));
    }

    private void upgrade(Router router, String path, Consumer<RoutingContext> handler) {
        route(router, path, List.of(HttpMethod.GET), context -> {
            allow(connections.refusal(context.request()));
            allow(origins.refusal(context.request()));
            allow(node.refusalToEnter());
            handler.accept(context);
        });
    }

    /** For pages of other sites as well, if their origin is allowed. */
    private void shared(
            Router router, String path, List<HttpMethod> methods, BiConsumer<RoutingContext, Identity> handler) {
        router.route(HttpMethod.OPTIONS, path).handler(context -> {
            if (CrossOrigin.isPreflight(context.request())) {
                allow(crossOrigin.refusal(context.request()));
                CrossOrigin.answerPreflight(context.response(), methods);
            } else {
                context.next();
            }
        });
        route(router, path, methods, context -> {
            allow(crossOrigin.refusal(context.request()));
            identify(context, handler);
        });
    }

    private void identify(RoutingContext context, BiConsumer<RoutingContext, Identity> handler) {
        await(context, credentials.of(context.request()), who -> handler.accept(context, who));
    }

    /* In this turn, or else the request waits: a key has to be fetched first, or the application to be asked. */
    private static <T> void await(RoutingContext context, Future<T> answer, Consumer<T> then) {
        HttpServerRequest request = context.request();
        if (answer.succeeded()) {
            then.accept(answer.result());
            return;
        }
        if (!answer.failed()) {
            request.pause();
        }
        answer.onFailure(context::fail).onSuccess(found -> {
            if (context.response().closed()) {
                return;
            }
            request.resume();
            try {
                then.accept(found);
            } catch (RuntimeException why) {
                context.fail(why);
            }
        });
    }

    static void route(Router router, String path, List<HttpMethod> methods, Consumer<RoutingContext> handler) {
        router.route(path).handler(context -> {
            if (!methods.contains(context.request().method())) {
                String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
                context.response().putHeader(HttpHeaders.ALLOW, allowed);
                throw new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "only " + allowed + " is allowed here");
            }
            handler.accept(context);
        });
    }

    private void failed(RoutingContext context) {
        Throwable why = context.failure();
        if (why instanceof Refusal refusal) {
            metrics.refused(refusal.code().label());
            if (refusal.code() == ErrorCode.UNAUTHORIZED) {
                context.response().putHeader("WWW-Authenticate", "Bearer");
            }
        }
        if (why != null) {
            Responses.refuse(context.response(), why);
        } else {
            Responses.refuse(context.response(), Page.failure(context.statusCode()));
        }
    }

    private static void allow(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw refusal;
        }
    }

    private static @Nullable Position position(HttpServerRequest request) {
        String after = request.getParam("after");
        return after == null ? null : Position.parse(after);
    }
}
