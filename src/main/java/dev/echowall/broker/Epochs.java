package dev.echowall.broker;

import java.security.SecureRandom;

/** Names for the lives of streams: short, and never the same again. */
final class Epochs {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BITS = 40;

    private Epochs() {}

    static String next() {
        return Long.toString(RANDOM.nextLong() >>> (Long.SIZE - BITS), Character.MAX_RADIX);
    }
}
