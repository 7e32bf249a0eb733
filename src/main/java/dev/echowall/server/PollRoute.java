package dev.echowall.server;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.hub.Hub;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.plain.JsonFormat;
import dev.echowall.session.poll.ConcurrentReads;
import dev.echowall.session.poll.PollWait;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Polling: returns a page of what follows a position, at once, or with {@code wait} as soon as there is something.
 * Confined to its event loop.
 */
final class PollRoute {
    private static final int LIMIT = 100;
    private static final int LIMIT_AT_MOST = 1_000;
    /** The most bytes of a page as it is sent; it always has at least one publication, however large. */
    private static final int PAGE_BYTES = 128 * 1024;

    /** More than the JSON around the publications of a page. */
    private static final int HEAD_BYTES = 512;

    /**
     * The most reads in progress: their results are in memory before it is known whether there is room for the
     * response.
     */
    private static final int READS_AT_ONCE = 32;

    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final Broker broker;
    private final Hub hub;
    private final ConcurrentReads reads = new ConcurrentReads(READS_AT_ONCE);
    private final Set<PollWait> waiting = new HashSet<>();

    PollRoute(Vertx vertx, Broker broker, Hub hub) {
        this.vertx = vertx;
        this.broker = broker;
        this.hub = hub;
    }

    /** Ends all waiting polls now, with an empty page. */
    void wakeAll() {
        List.copyOf(waiting).forEach(PollWait::giveUp);
    }

    /** One page: its position and its publications, which have this many bytes when encoded. */
    private record Sheet(
            ChannelName channel,
            String epoch,
            long offset,
            @Nullable String lost,
            List<Publication> publications,
            int bytes) {
        String tag() {
            return "\"" + epoch + ":" + offset + (lost == null ? "" : ":" + lost) + "+" + publications.size() + "\"";
        }
    }

    void answer(RoutingContext context, ChannelName channel, @Nullable Position after) {
        HttpServerRequest request = context.request();
        int limit = (int) number(request, "limit", LIMIT, 1, LIMIT_AT_MOST);
        Duration wait = WaitTime.parse(request.getParam("wait", "0"), WAIT_AT_MOST);
        Future<Sheet> first = after == null ? fromNow(channel) : read(channel, after, limit);
        first.compose(sheet -> sheet.publications().isEmpty() && sheet.lost() == null && !wait.isZero()
                        ? waitFor(context, sheet, limit, wait)
                        : Future.succeededFuture(sheet))
                .onSuccess(sheet -> send(request, sheet))
                .onFailure(context::fail);
    }

    private Future<Sheet> fromNow(ChannelName channel) {
        return broker.read(channel, new Position("", 0), 0, 0)
                .map(now -> new Sheet(channel, now.epoch(), now.top(), null, List.of(), 0))
                .recover(why -> nothingKnown(channel, new Position("", 0), why));
    }

    /*
     * If only other nodes, which cannot be reached, have the channel, the client stays where it is, or starts at the
     * beginning.
     */
    private static Future<Sheet> nothingKnown(ChannelName channel, Position after, Throwable why) {
        return ErrorCode.NO_QUORUM.isReason(why)
                ? Future.succeededFuture(new Sheet(channel, after.epoch(), after.offset(), null, List.of(), 0))
                : Future.failedFuture(why);
    }

    private Future<Sheet> read(ChannelName channel, Position after, int limit) {
        Future<Sheet> read = ask(channel, after, limit).compose(recovery -> {
            if (recovery instanceof Unrecoverable gap) {
                Position oldest = new Position(gap.epoch(), gap.oldest() - 1);
                return ask(channel, oldest, limit)
                        .map(rest -> sheet(channel, oldest, rest, gap.reason().label()));
            }
            return Future.succeededFuture(sheet(channel, after, recovery, null));
        });
        return read.recover(why -> nothingKnown(channel, after, why));
    }

    private Future<Recovery> ask(ChannelName channel, Position after, int limit) {
        return reads.take(() -> broker.read(channel, after, limit, PAGE_BYTES));
    }

    private static Sheet sheet(ChannelName channel, Position after, Recovery recovery, @Nullable String lost) {
        List<Publication> publications = recovery instanceof Recovered recovered ? recovered.publications() : List.of();
        int bytes = 0;
        int count = 0;
        while (count < publications.size()) {
            int more = JsonFormat.size(publications.get(count)) + 1;
            if (count > 0 && bytes + more > PAGE_BYTES) {
                break;
            }
            bytes += more;
            count++;
        }
        long offset = count == 0 ? after.offset() : publications.get(count - 1).offset();
        return new Sheet(channel, recovery.epoch(), offset, lost, publications.subList(0, count), bytes);
    }

    private Future<Sheet> waitFor(RoutingContext context, Sheet empty, int limit, Duration wait) {
        Position after = new Position(empty.epoch(), empty.offset());
        if (context.response().closed()) {
            return Future.succeededFuture(empty);
        }
        PollWait wakeup = new PollWait();
        waiting.add(wakeup);
        return wakeup.await(vertx, hub, empty.channel(), after, wait, context.response())
                .onComplete(done -> waiting.remove(wakeup))
                .compose(woken -> woken ? read(empty.channel(), after, limit) : Future.succeededFuture(empty));
    }

    private static void send(HttpServerRequest request, Sheet sheet) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.putHeader(HttpHeaders.ETAG, sheet.tag())
                // Must be revalidated each time, but an unchanged page need not be sent again.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (EntityTag.matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), sheet.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").putHeader("X-Content-Type-Options", "nosniff");
        Responses.large(request, HEAD_BYTES + sheet.bytes(), () -> BufferInternal.buffer(json(sheet)));
    }

    private static ByteBuf json(Sheet sheet) {
        ByteBuf out = Unpooled.buffer(HEAD_BYTES + sheet.bytes());
        text(
                out,
                "{\"channel\":\"" + sheet.channel() + "\",\"epoch\":\"" + sheet.epoch() + "\",\"offset\":"
                        + sheet.offset() + ",\"recovered\":" + (sheet.lost() == null)
                        + (sheet.lost() == null ? "" : ",\"reason\":\"" + sheet.lost() + "\"")
                        + ",\"publications\":[");
        for (int i = 0; i < sheet.publications().size(); i++) {
            text(out, i == 0 ? "" : ",");
            JsonFormat.write(sheet.publications().get(i), out);
        }
        text(out, "]}");
        return out;
    }

    private static void text(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }

    private static long number(HttpServerRequest request, String name, long fallback, long least, long most) {
        String text = request.getParam(name);
        if (text == null) {
            return fallback;
        }
        if (!text.matches("[0-9]{1,9}") || Long.parseLong(text) < least) {
            throw new IllegalArgumentException(name + " must be a whole number, at least " + least);
        }
        return Math.min(most, Long.parseLong(text));
    }
}
