package dev.echowall.broker.cluster;

import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.StreamStore;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.stream.IntStream;

/**
 * Sends a hundred reads to the streams before the first client does, so that the code for it is loaded and compiled on
 * this member, and the connections to each of the others are in use.
 *
 * <p>It reads channels that do not exist and does not create them, so it changes nothing. Confined to the broker's
 * context.
 */
final class WarmUp {
    private static final int READS = 100;
    private static final int AT_ONCE = 8;
    /** While partitions migrate there may be no answer, and a start must not be delayed by that. */
    private static final long PATIENCE_MILLIS = 500;

    private static final Position BEGINNING = new Position("", 0);

    private final Context context;
    private final StreamStore streams;
    private final BrokerOptions options;
    private final Promise<Void> over = Promise.promise();

    WarmUp(Context context, StreamStore streams, BrokerOptions options) {
        this.context = context;
        this.streams = streams;
        this.options = options;
    }

    /** Succeeds after the last read or the time limit, whatever the results. */
    Future<Void> run() {
        context.owner().setTimer(PATIENCE_MILLIS, timer -> over.tryComplete());
        Future.join(IntStream.range(0, AT_ONCE).mapToObj(this::read).toList()).onComplete(all -> over.tryComplete());
        return over.future();
    }

    private Future<Void> read(int number) {
        if (number >= READS || over.future().isComplete()) {
            return Future.succeededFuture();
        }
        ChannelName nobodys = ChannelName.of("practice:" + number);
        BatchHeader header =
                new BatchHeader(options.sender(), number, options.node(), false, options.retention(nobodys));
        return streams.read(nobodys, header, BEGINNING, 1, 1).transform(answered -> read(number + AT_ONCE));
    }
}
