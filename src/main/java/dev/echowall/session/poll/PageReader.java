package dev.echowall.session.poll;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.session.ConcurrentReads;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Unrecoverable;
import io.vertx.core.Future;

/** Reads pages for polls from the streams, a limited number at a time. Confined to its event loop. */
final class PageReader {
    private final Broker broker;
    private final ConcurrentReads reads;

    PageReader(Broker broker, ConcurrentReads reads) {
        this.broker = broker;
        this.reads = reads;
    }

    /** An empty page at the channel's top. */
    Future<PollPage> top(ChannelName channel) {
        Position beginning = new Position("", 0);
        return broker.read(channel, beginning, 0, 0)
                .map(now -> PollPage.empty(channel, new Position(now.epoch(), now.top())))
                .recover(why -> nothingKnown(channel, beginning, why));
    }

    /** The page after a position; after a gap it starts with the oldest publication kept. */
    Future<PollPage> after(ChannelName channel, Position after, int limit) {
        Future<PollPage> page = read(channel, after, limit).compose(recovery -> {
            if (recovery instanceof Unrecoverable gap) {
                Position oldest = new Position(gap.epoch(), gap.oldest() - 1);
                return read(channel, oldest, limit)
                        .map(rest ->
                                PollPage.of(channel, oldest, rest, gap.reason().label()));
            }
            return Future.succeededFuture(PollPage.of(channel, after, recovery, null));
        });
        return page.recover(why -> nothingKnown(channel, after, why));
    }

    /*
     * If only other nodes, which cannot be reached, have the channel, the client stays where it is, or starts at the
     * beginning.
     */
    private static Future<PollPage> nothingKnown(ChannelName channel, Position after, Throwable why) {
        return ErrorCode.NO_QUORUM.isReason(why)
                ? Future.succeededFuture(PollPage.empty(channel, after))
                : Future.failedFuture(why);
    }

    private Future<Recovery> read(ChannelName channel, Position after, int limit) {
        return reads.read(() -> broker.read(channel, after, limit, PollPage.MAX_BYTES));
    }
}
