package dev.echowall.session;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A token bucket for each client address, in a table of fixed size. Addresses are placed by a hash with a secret seed,
 * and those with the same place share a bucket. Thread-safe, because clients of one address are on all event loops.
 */
final class AddressBuckets {
    /** 512 KiB. */
    private static final int SIZE = 1 << 16;

    private final Rate rate;
    private final AtomicLongArray buckets = new AtomicLongArray(SIZE);
    private final long seed = ThreadLocalRandom.current().nextLong();

    AddressBuckets(Rate rate) {
        this.rate = rate;
    }

    int place(InetAddress client) {
        long mixed = (AddressKey.of(client) ^ seed) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 48);
    }

    long waiting(int place, long now) {
        return rate.waiting(buckets.get(place), now);
    }

    void take(int place, long now) {
        buckets.updateAndGet(place, bucket -> rate.taken(bucket, now));
    }
}
