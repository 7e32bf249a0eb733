package dev.echowall.source;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Stream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time, said once per interval in the whole cluster, without a leader: every node offers each second, and the stream
 * takes the first offer. A node that has heard a second already does not offer it.
 *
 * <p>Confined to the context that it follows the channel on.
 */
public final class Ticks implements BatchConsumer {
    public static final ChannelName CHANNEL = ChannelName.of("time");

    private static final Logger log = LoggerFactory.getLogger(Ticks.class);
    private static final long TURN_MILLIS = 15;

    /** Ticks that nobody has heard are offered after all, so many at most. */
    private static final int CATCH_UP = 30;

    /** An offer that is about to be too old may take so long to arrive. */
    private static final long WAY_MILLIS = 2_000;

    private static final int LAST_BYTES = 1 << 10;

    private final Broker broker;
    private final long interval;
    private final LongSupplier clock;
    private final Metrics metrics;
    private final DateTimeFormatter format;
    private long heard;
    /** The last of ours that the stream took. */
    private long taken;

    /** Whether the stream's last tick, if there is one, has been read: a node that has just come has heard none. */
    private boolean learned;

    private boolean offering;
    private boolean refused;

    /**
     * @param clock the cluster's time in ms since 1970, which all nodes agree on, or one wrong clock would offer seconds
     *     of its own
     */
    public Ticks(Broker broker, ZoneId zone, Duration interval, LongSupplier clock, Metrics metrics) {
        this.broker = broker;
        this.interval = interval.toMillis();
        this.clock = clock;
        this.metrics = metrics;
        boolean wholeSeconds = this.interval % 1000 == 0;
        this.format = DateTimeFormatter.ofPattern(
                        wholeSeconds ? "yyyy-MM-dd'T'HH:mm:ssXXX" : "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
                .withZone(zone);
    }

    /**
     * How long to wait for the next offer, in ms.
     *
     * @param turn 0 for the oldest node, 1 for the next …: those behind the first wait a little longer, so that in the
     *     usual case they hear the tick before they would offer it
     */
    public long untilNext(int turn) {
        long now = clock.getAsLong();
        long next = (Math.floorDiv(now, interval) + 1) * interval;
        return next - now + Math.min(turn * TURN_MILLIS, interval / 10);
    }

    /**
     * Hears the channel from now on, and what was said on it last. Until then nothing is offered: a node that knows of no tick would
     * say the present second, and those before it, which others are about to make up for, could not be taken any more.
     *
     * @return fails when the cluster does not answer just now; to be called again
     */
    public Future<Void> begin(Context context) {
        return broker.follow(CHANNEL, this, context)
                .compose(top -> top.offset() == 0 ? Future.succeededFuture() : last(top))
                .onSuccess(done -> learned = true);
    }

    private Future<Void> last(Position top) {
        return broker.read(CHANNEL, new Position(top.epoch(), top.offset() - 1), 1, LAST_BYTES)
                .onSuccess(last -> {
                    if (last instanceof Recovered kept) {
                        kept.publications().forEach(this::hear);
                    }
                })
                .mapEmpty();
    }

    /**
     * Offers the interval that has just begun; before it those that were neither heard nor taken, since the machine or the
     * cluster may have stood still. One at a time, for the stream takes none that is earlier than its last.
     */
    public void offer() {
        long begun = Math.floorDiv(clock.getAsLong(), interval) * interval;
        long known = Math.max(heard, taken);
        if (!learned || offering || begun <= known) {
            return;
        }
        offer(known == 0 ? begun : Math.max(known + interval, begun - madeUpFor() * interval));
    }

    /** How many before the present one are not too old. */
    private long madeUpFor() {
        return Math.min(CATCH_UP, (Stream.RANK_BEHIND - WAY_MILLIS) / interval);
    }

    private void offer(long begun) {
        offering = true;
        broker.offer(CHANNEL, Payload.text(text(begun)), begun).onComplete(done -> {
            offering = false;
            if (done.failed()) {
                refused(done.cause());
                return; // offered again with the next one
            }
            refused = false;
            // If not, somebody else was first, as we are about to hear.
            if (done.result() != null) {
                taken = begun;
                offer();
            }
        });
    }

    private void refused(Throwable why) {
        if (!refused) {
            refused = true;
            log.atWarn().addKeyValue("reason", reason(why)).log("no ticks until the cluster accepts publications");
        }
    }

    @Override
    public void heard(Batch batch) {
        for (Publication tick : batch.publications()) {
            long said = hear(tick);
            long late = clock.getAsLong() - said;
            if (said > 0 && late <= Stream.RANK_BEHIND) {
                metrics.tickHeard(Duration.ofMillis(late));
            }
        }
    }

    /** @return when it says that it is; 0 if that cannot be */
    private long hear(Publication tick) {
        long said = instant(tick.payload());
        if (said > clock.getAsLong() + Stream.RANK_AHEAD) {
            return 0;
        }
        heard = Math.max(heard, said);
        return said;
    }

    /* The server API may say anything on this channel, too: that is no tick, and must not keep us from ours. */
    private static long instant(Payload payload) {
        try {
            return OffsetDateTime.parse(payload.string()).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return Long.MIN_VALUE;
        }
    }

    String text(long millis) {
        return format.format(Instant.ofEpochMilli(millis));
    }

    private static String reason(Throwable why) {
        return why instanceof Refusal refusal ? refusal.code().label() : why.toString();
    }
}
