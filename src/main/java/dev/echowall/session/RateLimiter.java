package dev.echowall.session;

import dev.echowall.broker.Published;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.session.RateLimits.Limit;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rate limits of one client. Confined to the event loop of its connection. */
public final class RateLimiter {
    /** Without limits. */
    public static final RateLimiter ALL = new RateLimiter();

    private static final long BEGIN = System.nanoTime();

    private final @Nullable BucketPair publications;
    private final @Nullable BucketPair commands;
    private final @Nullable BucketPair channels;

    /** A bucket of the connection's own, and the one of its address. */
    private static final class BucketPair {
        private final Rate rate;
        private final AddressBuckets addresses;
        private final int place;
        private final boolean own;
        private long bucket;

        BucketPair(Rate rate, AddressBuckets addresses, InetAddress client, boolean own) {
            this.rate = rate;
            this.addresses = addresses;
            this.place = addresses.place(client);
            this.own = own;
        }

        static @Nullable BucketPair of(Limit limit, InetAddress client, boolean own) {
            AddressBuckets addresses = limit.addresses();
            boolean spared = limit.rate().sparesThisMachine() && client.isLoopbackAddress();
            return addresses == null || spared ? null : new BucketPair(limit.rate(), addresses, client, own);
        }

        long waiting(long now) {
            return Math.max(own ? rate.waiting(bucket, now) : 0, addresses.waiting(place, now));
        }

        void take(long now) {
            bucket = rate.taken(bucket, now);
            addresses.take(place, now);
        }
    }

    private RateLimiter() {
        publications = null;
        commands = null;
        channels = null;
    }

    RateLimiter(Limit publications, Limit commands, Limit channels, InetAddress client, boolean own) {
        this.publications = BucketPair.of(publications, client, own);
        this.commands = BucketPair.of(commands, client, own);
        // Per address only, because otherwise a client could open more connections.
        this.channels = BucketPair.of(channels, client, false);
    }

    /** Takes a token for a command, or returns why there is none. */
    public @Nullable Refusal command() {
        return taken(commands, now(), "commands", "limits.command-rate");
    }

    /** Takes a token for a publication whose command has been counted already, or returns why there is none. */
    public @Nullable Refusal publication() {
        return taken(publications, now(), "publications", "limits.publish-rate");
    }

    /** Whether the client may create another channel by being the first to publish there. */
    public boolean mayCreate() {
        return channels == null || channels.waiting(now()) == 0;
    }

    /** It has published; counts the channel if the publication created it. */
    public void published(Published published) {
        if (published.created() && channels != null) {
            channels.take(now());
        }
    }

    /** Takes tokens for a message that is a publication, or returns why there are none. */
    @Nullable
    public Refusal message() {
        Refusal refusal = command();
        return refusal == null ? publication() : refusal;
    }

    /**
     * Takes tokens for a message in any case.
     *
     * @param publishes whether it is a publication
     * @return ms for which nothing more should be read; 0 if tokens are left
     */
    public long messageAnyway(boolean publishes) {
        long now = now();
        long wait = Math.max(anyway(commands, now), publishes ? anyway(publications, now) : 0);
        return wait == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1;
    }

    private static long anyway(@Nullable BucketPair buckets, long now) {
        if (buckets == null) {
            return 0;
        }
        buckets.take(now);
        return buckets.waiting(now);
    }

    private static @Nullable Refusal taken(@Nullable BucketPair buckets, long now, String what, String key) {
        if (buckets == null) {
            return null;
        }
        if (buckets.waiting(now) > 0) {
            return new Refusal(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "more " + what + " than a client may send in a second (" + key + "); try again in a second");
        }
        buckets.take(now);
        return null;
    }

    private static long now() {
        return System.nanoTime() - BEGIN;
    }
}
