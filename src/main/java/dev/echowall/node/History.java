package dev.echowall.node;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Unrecoverable;
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

    private static final Position BEGINNING = new Position("", 0);

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
        Position from = since == null ? BEGINNING : since;
        if (count == 0) {
            return broker.read(channel, Position.FOREIGN, 1, 1).compose(now -> empty(channel, now, from));
        }
        return reverse ? backwards(channel, count, since) : forwards(channel, count, from);
    }

    private Future<HistoryPage> forwards(ChannelName channel, int count, Position from) {
        return broker.read(channel, from, count, BYTES).compose(answer -> {
            if (answer instanceof Unrecoverable gap && continues(gap, from) && from.offset() + 1 < gap.oldest()) {
                return gap.oldest() > gap.top()
                        ? empty(channel, gap, from)
                        : forwards(channel, count, new Position(gap.epoch(), gap.oldest() - 1));
            }
            return answer instanceof Recovery.Recovered read
                    ? Future.succeededFuture(new HistoryPage(read.publications(), top(read)))
                    : empty(channel, answer, from);
        });
    }

    private Future<HistoryPage> backwards(ChannelName channel, int count, @Nullable Position since) {
        return broker.read(channel, Position.FOREIGN, 1, 1).compose(now -> {
            Position from = since == null ? BEGINNING : since;
            long oldest = now instanceof Unrecoverable kept ? kept.oldest() : now.top() + 1;
            long last = since == null ? now.top() : Math.min(now.top(), since.offset() - 1);
            long after = Math.max(oldest - 1, last - count);
            return last <= after || !continues(now, from)
                    ? empty(channel, now, from)
                    : newestFirst(channel, new Position(now.epoch(), after), last);
        });
    }

    /** The publications between two offsets; only the newest of them if they are more than a page. */
    private Future<HistoryPage> newestFirst(ChannelName channel, Position after, long last) {
        int count = (int) (last - after.offset());
        return broker.read(channel, after, count, BYTES).compose(answer -> {
            if (!(answer instanceof Recovery.Recovered read)) {
                // Trimmed since the position of the channel was read.
                return backwards(channel, count, new Position(after.epoch(), last + 1));
            }
            List<Publication> found = new ArrayList<>(read.publications());
            if (!found.isEmpty() && found.get(found.size() - 1).offset() < last) {
                long nearer = last - count / 2;
                return newestFirst(channel, new Position(after.epoch(), nearer), last);
            }
            Collections.reverse(found);
            return Future.succeededFuture(new HistoryPage(found, top(read)));
        });
    }

    private static Future<HistoryPage> empty(ChannelName channel, Recovery now, Position from) {
        return continues(now, from)
                ? Future.succeededFuture(new HistoryPage(List.of(), top(now)))
                : Future.failedFuture(
                        new Refusal(ErrorCode.UNRECOVERABLE, "channel " + channel + " has begun anew since"));
    }

    private static boolean continues(Recovery now, Position from) {
        return from.epoch().isEmpty() || from.epoch().equals(now.epoch());
    }

    private static Position top(Recovery now) {
        return new Position(now.epoch(), now.top());
    }
}
