package dev.echowall.broker;

import java.security.SecureRandom;

/** Creates the names of epochs: short, and unique. */
public final class Epochs {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BITS = 40;

    private Epochs() {}

    public static String next() {
        return Long.toString(RANDOM.nextLong() >>> (Long.SIZE - BITS), Character.MAX_RADIX);
    }
}
