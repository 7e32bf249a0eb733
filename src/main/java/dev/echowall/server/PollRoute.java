package dev.echowall.server;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.identity.Identity;
import dev.echowall.session.TokenExpiry;
import dev.echowall.session.poll.PollPage;
import dev.echowall.session.poll.PollSessions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Polling over HTTP: parses the request and sets the headers of the response. Confined to its event loop. */
final class PollRoute {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private final PollSessions sessions;

    PollRoute(PollSessions sessions) {
        this.sessions = sessions;
    }

    void answer(RoutingContext context, Identity who, ChannelName channel, @Nullable Position after) {
        HttpServerRequest request = context.request();
        int limit = QueryNumber.parse("limit", request.getParam("limit"), DEFAULT_LIMIT, MAX_LIMIT);
        Duration wait = TokenExpiry.left(who, WaitTime.parse(request.getParam("wait", "0"), MAX_WAIT));
        sessions.poll(channel, after, limit, wait, request.response())
                .onSuccess(page -> send(request, page))
                .onFailure(context::fail);
    }

    private static void send(HttpServerRequest request, PollPage page) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.ETAG, page.tag())
                // Must be revalidated each time, but an unchanged page need not be sent again.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (EntityTag.matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), page.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").putHeader("X-Content-Type-Options", "nosniff");
        Responses.large(request, page.size(), () -> BufferInternal.buffer(page.json()));
    }
}
