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
 * The time, published once per interval in the whole cluster without a leader: every node offers each tick, and the
 * stream accepts the first offer. A node that has already received a tick does not offer it.
 *
 * <p>Confined to the context on which it follows the channel.
 */
public final class Ticks implements BatchConsumer {
    public static final ChannelName CHANNEL = ChannelName.of("time");

    private static final Logger log = LoggerFactory.getLogger(Ticks.class);
    private static final long TURN_MILLIS = 15;

    /** Missing ticks are offered afterwards, at most this many. */
    private static final int CATCH_UP = 30;

    /** An offer that is almost too old may take this long to arrive. */
    private static final long WAY_MILLIS = 2_000;

    private static final int LAST_BYTES = 1 << 10;

    private final Broker broker;
    private final long interval;
    private final LongSupplier clock;
    private final Metrics metrics;
    private final DateTimeFormatter format;
    private long heard;
    /** The last of our offers that the stream accepted. */
    private long taken;

    /** Whether the stream's last tick, if there is one, has been read; a new node has not received any. */
    private boolean learned;

    private boolean offering;
    private boolean refused;

    /**
     * @param clock the cluster's time in ms since 1970, which all nodes agree on; with wall clocks, one wrong clock
     *     would offer ticks of its own
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
     * @param turn 0 for the oldest node, 1 for the next …: all but the first wait a little longer, so that they usually
     *     receive the tick before they would offer it
     */
    public long untilNext(int turn) {
        long now = clock.getAsLong();
        long next = (Math.floorDiv(now, interval) + 1) * interval;
        return next - now + Math.min(turn * TURN_MILLIS, interval / 10);
    }

    /**
     * Follows the channel and reads its last tick. Until then nothing is offered: a node that knows no tick would offer
     * the current one, and then the earlier ones, which others are about to offer, could not be accepted any more.
     *
     * @return fails if the cluster does not answer now; call it again
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
     * Offers the current tick, and before it those that were neither received nor accepted, because the machine or the
     * cluster may have stalled. One at a time, because the stream accepts none that is earlier than its last.
     */
    public void offer() {
        long begun = Math.floorDiv(clock.getAsLong(), interval) * interval;
        long known = Math.max(heard, taken);
        if (!learned || offering || begun <= known) {
            return;
        }
        offer(known == 0 ? begun : Math.max(known + interval, begun - madeUpFor() * interval));
    }

    /** How many ticks before the current one are not too old. */
    private long madeUpFor() {
        return Math.min(CATCH_UP, (Stream.RANK_BEHIND - WAY_MILLIS) / interval);
    }

    private void offer(long begun) {
        offering = true;
        broker.offer(CHANNEL, Payload.text(text(begun)), begun).onComplete(done -> {
            offering = false;
            if (done.failed()) {
                refused(done.cause());
                return; // it is offered again with the next one
            }
            refused = false;
            // If not, another node was first, and we are about to receive its tick.
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

    /** @return the instant of the tick; 0 if it is not a tick */
    private long hear(Publication tick) {
        long said = instant(tick.payload());
        if (said > clock.getAsLong() + Stream.RANK_AHEAD) {
            return 0;
        }
        heard = Math.max(heard, said);
        return said;
    }

    /* The server API may publish anything to this channel; what is not a tick must not stop ours. */
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
