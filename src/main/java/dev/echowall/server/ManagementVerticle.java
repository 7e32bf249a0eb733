package dev.echowall.server;

import dev.echowall.broker.cluster.ClusterBroker;
import dev.echowall.broker.cluster.Membership;
import dev.echowall.lifecycle.Lifecycle;
import dev.echowall.metrics.Metrics;
import dev.echowall.node.ClusterClients;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.server.api.ApiMethods;
import dev.echowall.session.WriteBacklog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The private port: health, metrics, and the server API. It must not be reachable through nginx. */
public final class ManagementVerticle extends VerticleBase {
    private static final int HEADER_BYTES = 16 * 1024;

    private final ManagementOptions options;
    private final BrowserRule browsers;
    private final Node node;
    private final ClusterClients clients;
    private final Lifecycle lifecycle;
    private final Membership membership;
    private final ClusterBroker broker;
    private final InstanceHealth condition;
    private final Metrics metrics;
    private final Supplier<String> scrape;

    @SuppressWarnings("NullAway.Init") // start() sets it, and nothing is called before
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // likewise
    private ApiKeyGuard keys;

    /** @param scrape returns all metrics in the Prometheus text format */
    public ManagementVerticle(
            ManagementOptions options,
            Node node,
            ClusterClients clients,
            Lifecycle lifecycle,
            Membership membership,
            ClusterBroker broker,
            InstanceHealth condition,
            Metrics metrics,
            Supplier<String> scrape) {
        this.options = options;
        this.browsers = new BrowserRule(options.hosts());
        this.node = node;
        this.clients = clients;
        this.lifecycle = lifecycle;
        this.membership = membership;
        this.broker = broker;
        this.condition = condition;
        this.metrics = metrics;
        this.scrape = scrape;
    }

    @Override
    public Future<?> start() {
        keys = new ApiKeyGuard(vertx, options.apiKey(), metrics);
        Router router = Router.router(vertx);
        router.route().handler(this::enter);
        // A route, so that it interprets a path exactly like the routes after it, however it is encoded.
        router.route("/api/*").handler(this::authorize);
        router.route("/journal/*").handler(this::authorize);
        health(router, "/health/live", this::live);
        health(router, "/health/ready", this::ready);
        route(router, "/metrics", List.of(HttpMethod.GET, HttpMethod.HEAD), this::metrics);
        InfoRoute info = new InfoRoute(node.name(), options.version(), membership, broker, metrics);
        new ApiRoutes(vertx, node, new ApiMethods(node, clients, options.api()), info, options, metrics).mount(router);
        LifecycleRoute events = new LifecycleRoute(vertx, lifecycle);
        route(router, "/api/events", List.of(HttpMethod.GET), events::get);
        JournalRoute journal = new JournalRoute(vertx, broker);
        route(router, "/journal/open", List.of(HttpMethod.POST), journal::open);
        router.route().last().handler(context -> {
            throw new Refusal(
                    ErrorCode.NOT_FOUND, "this port has /health/live, /health/ready, /metrics, /journal and /api");
        });
        router.route().failureHandler(this::failed);
        WriteBacklog backlog =
                new WriteBacklog(((ContextInternal) context).nettyEventLoop(), options.responseBytes(), metrics);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setMaxHeaderSize(HEADER_BYTES)
                        .setIdleTimeout(60)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setHttp2ClearTextEnabled(false))
                .connectionHandler(backlog::opened)
                .invalidRequestHandler(Responses::misshapen)
                .requestHandler(new RequestCheck(router, metrics, BrowserRule::hostless));
        return server.listen().compose(listening -> new PublishAddress(node).listen(vertx));
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Future<?> stop() {
        return server.shutdown(1, TimeUnit.SECONDS);
    }

    /**
     * Comes before all routes. A request with the key does not come from a page, whatever its headers say, because a
     * page cannot know the key.
     */
    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (keys.proven(request)) {
            context.next();
            return;
        }
        Refusal refusal = browsers.refusal(request);
        if (refusal != null) {
            throw refusal;
        }
        context.next();
    }

    private void authorize(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!keys.needed() || keys.proven(request)) {
            context.next();
            return;
        }
        Refusal wrong =
                new Refusal(ErrorCode.UNAUTHORIZED, "the key is missing or wrong (X-API-Key, Authorization: apikey)");
        keys.wrong(request, () -> context.fail(wrong));
    }

    private void failed(RoutingContext context) {
        Throwable why = context.failure() != null ? context.failure() : Page.failure(context.statusCode());
        if (why instanceof Refusal refusal) {
            metrics.refused(refusal.code().label());
        }
        Responses.refuse(context.response(), why);
    }

    private void live(RoutingContext context) {
        boolean live = condition.live();
        context.response().setStatusCode(live ? 200 : 503);
        Responses.json(context.response(), new JsonObject().put("live", live).put("node", node.name()));
    }

    private void ready(RoutingContext context) {
        JsonObject how = condition.describe();
        context.response().setStatusCode(how.getBoolean("ready") ? 200 : 503);
        Responses.json(context.response(), how);
    }

    private void metrics(RoutingContext context) {
        context.response().putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        Responses.large(context.request(), Buffer.buffer(scrape.get()));
    }

    /* Also answers OPTIONS in HTTP/1.0, as HAProxy sends by default. */
    private static void health(Router router, String path, Consumer<RoutingContext> handler) {
        router.route(HttpMethod.OPTIONS, path).handler(context -> {
            if (RequestCheck.isWithoutHost(context.request())) {
                handler.accept(context);
            } else {
                context.next();
            }
        });
        route(router, path, List.of(HttpMethod.GET, HttpMethod.HEAD), handler);
    }

    private static void route(Router router, String path, List<HttpMethod> methods, Consumer<RoutingContext> handler) {
        PublicRoutes.route(router, path, methods, handler);
    }
}
