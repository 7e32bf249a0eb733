package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** The page at / and what belongs to it, with headers that let no script but ours run in it. */
final class Page {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private final StaticHandler files = StaticHandler.create("web")
            .setDirectoryListing(false)
            .setIncludeHidden(false)
            .setCachingEnabled(true)
            // Short: another version of the server may stand behind the same address tomorrow.
            .setMaxAgeSeconds(60);

    void serve(Router router) {
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> {
            context.response()
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("Cross-Origin-Opener-Policy", "same-origin");
            context.next();
        });
        router.route("/").handler(context -> {
            HttpMethod method = context.request().method();
            if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
                context.response().putHeader("Allow", "GET, HEAD");
                throw new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "only GET is of use here");
            }
            context.next();
        });
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(files);
    }

    /** What a status that the router or the file handler chose means in our words. */
    static Refusal failure(int status) {
        return switch (status) {
            case 404 -> new Refusal(ErrorCode.NOT_FOUND, "there is nothing here; see / for what there is");
            case 405 -> new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "this method is of no use here");
            case 413 -> new Refusal(ErrorCode.TOO_BIG, "the request is too large");
            default ->
                status < 500
                        ? new Refusal(ErrorCode.BAD_REQUEST, "the request is not understood")
                        : new Refusal(ErrorCode.INTERNAL, "something went wrong here; it is in the log");
        };
    }
}
