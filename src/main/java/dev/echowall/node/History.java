package dev.echowall.node;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the history of channels, a page at a time. */
final class History {
    /** The most publications of one page. */
    static final int COUNT = 300;

    /** The most payload bytes of one page, which always has at least one publication. */
    static final int BYTES = 128 * 1024;

    private final Broker broker;

    History(Broker broker) {
        this.broker = broker;
    }

    /**
     * @param limit the most publications; 0 for none, if only the channel's position is wanted; negative for as many as
     *     fit
     * @param since the position to continue from, exclusive; null starts with the oldest kept or, in reverse, with the
     *     newest
     * @param reverse whether to read backwards, the newest first
     * @return fails with {@code UNRECOVERABLE} if {@code since} belongs to another epoch
     */
    Future<HistoryPage> read(ChannelName channel, int limit, @Nullable Position since, boolean reverse) {
        int count = limit < 0 ? COUNT : Math.min(limit, COUNT);
        return broker.read(channel, Position.FOREIGN, 1, 1).compose(stand -> {
            Position top = new Position(stand.epoch(), stand.top());
            if (since != null && !since.epoch().isEmpty() && !since.epoch().equals(top.epoch())) {
                return Future.failedFuture(
                        new Refusal(ErrorCode.UNRECOVERABLE, "channel " + channel + " has begun anew since"));
            }
            long oldest = stand instanceof Recovery.Unrecoverable kept ? kept.oldest() : top.offset() + 1;
            if (count == 0) {
                return Future.succeededFuture(new HistoryPage(List.of(), top));
            }
            return reverse
                    ? backwards(channel, count, since, top, oldest)
                    : forwards(channel, count, since, top, oldest);
        });
    }

    private Future<HistoryPage> forwards(
            ChannelName channel, int count, @Nullable Position since, Position top, long oldest) {
        long after = Math.max(oldest - 1, since == null ? 0 : since.offset());
        return page(channel, after, count, top);
    }

    private Future<HistoryPage> backwards(
            ChannelName channel, int count, @Nullable Position since, Position top, long oldest) {
        long last = Math.min(top.offset(), since == null ? Long.MAX_VALUE : since.offset() - 1);
        long after = Math.max(oldest - 1, last - count);
        return last <= after ? page(channel, last, 0, top) : newestFirst(channel, after, last, top);
    }

    /** The publications between two offsets; only the newest of them if they are more than a page. */
    private Future<HistoryPage> newestFirst(ChannelName channel, long after, long last, Position top) {
        return page(channel, after, (int) (last - after), top).compose(page -> {
            List<Publication> found = new ArrayList<>(page.publications());
            if (!found.isEmpty() && found.get(found.size() - 1).offset() < last) {
                return newestFirst(channel, last - (last - after) / 2, last, top);
            }
            Collections.reverse(found);
            return Future.succeededFuture(new HistoryPage(found, page.top()));
        });
    }

    private Future<HistoryPage> page(ChannelName channel, long after, int count, Position top) {
        if (count == 0 || after >= top.offset()) {
            return Future.succeededFuture(new HistoryPage(List.of(), top));
        }
        return broker.read(channel, new Position(top.epoch(), after), count, BYTES)
                .map(found -> new HistoryPage(
                        found instanceof Recovery.Recovered read ? read.publications() : List.of(), top));
    }
}
