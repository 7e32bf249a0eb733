package dev.echowall.server;

import dev.echowall.metrics.Metrics;
import dev.echowall.node.Node;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import dev.echowall.server.api.ApiFailure;
import dev.echowall.server.api.ApiMethods;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The server API on HTTP: one route for each method. Confined to the event loop of the management port. */
final class ApiRoutes {
    /** For the names and the key in a command; the payload itself may be escaped or base64. */
    private static final int COMMAND_BYTES = 8 * 1024;

    private static final String ERROR_MODE = "X-Centrifugo-Error-Mode";

    private final Vertx vertx;
    private final ApiMethods methods;
    private final PublishRoute publishing;
    private final InfoRoute info;
    private final int commandBytes;
    private final int batchBytes;
    private final Metrics metrics;

    ApiRoutes(Vertx vertx, Node node, ApiMethods methods, InfoRoute info, ManagementOptions options, Metrics metrics) {
        this.vertx = vertx;
        this.methods = methods;
        this.info = info;
        this.commandBytes = COMMAND_BYTES + 6 * options.messageBytes();
        this.batchBytes = Math.max(commandBytes, options.api().batchBytes());
        this.publishing = new PublishRoute(vertx, node, commandBytes);
        this.metrics = metrics;
    }

    void mount(Router router) {
        for (String method : methods.names()) {
            String path = "/api/" + method;
            switch (method) {
                case "publish" -> PublicRoutes.route(router, path, List.of(HttpMethod.POST), publishing::publish);
                case "info" -> {
                    List<HttpMethod> both = List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
                    PublicRoutes.route(router, path, both, context -> {
                        if (context.request().method().equals(HttpMethod.POST)) {
                            execute(method, context);
                        } else {
                            info.get(context);
                        }
                    });
                }
                default ->
                    PublicRoutes.route(router, path, List.of(HttpMethod.POST), context -> execute(method, context));
            }
        }
    }

    private void execute(String method, RoutingContext context) {
        Refusal refusal = BrowserRule.refusalOfBody(context.request());
        if (refusal != null) {
            throw refusal;
        }
        boolean large = method.equals(ApiMethods.BATCH) || method.equals(ApiMethods.BROADCAST);
        RequestBody.read(vertx, context.request(), large ? batchBytes : commandBytes)
                .map(body -> JsonFields.parse(body.getBytes()))
                .onFailure(context::fail)
                .onSuccess(request -> methods.execute(method, request)
                        .onSuccess(result -> succeeded(method, context.request(), result))
                        .onFailure(why -> failed(context, ApiFailure.refusal(why))));
    }

    private static void succeeded(String method, HttpServerRequest request, byte[] result) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Buffer body = Buffer.buffer(result.length + 16);
        // In Centrifugo's API, the replies of a batch are not in a result.
        boolean bare = method.equals(ApiMethods.BATCH);
        body.appendString(bare ? "" : "{\"result\":").appendBytes(result).appendString(bare ? "" : "}");
        Responses.large(request, body);
    }

    /** An error that Centrifugo would answer with status 200 has status 200, unless the client wants it otherwise. */
    private void failed(RoutingContext context, Refusal refusal) {
        boolean transport = "transport".equals(context.request().getHeader(ERROR_MODE));
        if (transport || !isCentrifugos(refusal.code())) {
            context.fail(refusal);
            return;
        }
        metrics.refused(refusal.code().label());
        if (!context.response().ended() && !context.response().closed()) {
            Responses.json(context.response(), Responses.body(refusal));
        }
    }

    private static boolean isCentrifugos(ErrorCode code) {
        return switch (code) {
            case INTERNAL, PERMISSION_DENIED, NOT_FOUND, LIMIT_EXCEEDED, BAD_REQUEST, NOT_AVAILABLE, UNRECOVERABLE ->
                true;
            default -> false;
        };
    }
}
