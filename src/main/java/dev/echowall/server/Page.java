package dev.echowall.server;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page at / and its files, with headers that allow only our own scripts. Request paths are looked up in the list of
 * files and never used as file names, so none can lead outside.
 */
final class Page {
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
    private static final String INDEX = "/index.html";

    private final Map<String, PageFile> files;

    /** @param files by their paths */
    Page(Map<String, PageFile> files) {
        this.files = files;
    }

    void serve(Router router) {
        router.route().handler(this::answer);
    }

    private void answer(RoutingContext context) {
        HttpServerRequest request = context.request();
        PageFile file = file(String.valueOf(request.path()));
        if (file == null) {
            context.next();
            return;
        }
        if (!List.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())) {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            throw new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "only GET is allowed here");
        }
        send(file, request, context.response());
    }

    /* /lesson is the file lesson.html. */
    private @Nullable PageFile file(String path) {
        PageFile file = files.get("/".equals(path) ? INDEX : path);
        return file == null ? files.get(path + ".html") : file;
    }

    private static void send(PageFile file, HttpServerRequest request, HttpServerResponse response) {
        Buffer small = takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING)) ? file.gzip() : null;
        String tag = "\"" + file.hash() + (small == null ? "" : "-gzip") + "\"";
        response.putHeader(HttpHeaders.ETAG, tag)
                // Must be revalidated each time, because tomorrow another version of the server may have other files at
                // the same paths.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (EntityTag.matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        Buffer body = small == null ? file.bytes() : small;
        if (small != null) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        // Sets the length as well, because a HEAD response has no body from which it could be derived.
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type())
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        Responses.large(request, body);
    }

    private static boolean takesGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(coding -> coding.replaceAll("\\s", ""))
                        .anyMatch(coding -> coding.equals("gzip") || coding.matches("gzip;q=(1.*|0\\.0{0,2}[1-9].*)"));
    }

    /** Our refusal for a status that the router chose. */
    static Refusal failure(int status) {
        return switch (status) {
            case 404 -> new Refusal(ErrorCode.NOT_FOUND, "there is nothing at this path; see /");
            case 405 -> new Refusal(ErrorCode.METHOD_NOT_ALLOWED, "this method is not allowed here");
            case 413 -> new Refusal(ErrorCode.TOO_BIG, "the request is too large");
            default ->
                status < 500
                        ? new Refusal(ErrorCode.BAD_REQUEST, "the request is malformed")
                        : new Refusal(ErrorCode.INTERNAL, "internal error; the server's log has details");
        };
    }
}
