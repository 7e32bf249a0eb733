package dev.echowall.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * File descriptors kept in reserve: each one that is given up lets one more connection be accepted and refused
 * properly. Otherwise new clients would wait without a response for as long as others use all descriptors. Confined to
 * the loop that accepts.
 */
final class SpareDescriptors {
    private static final int SIZE = 4;

    private final Deque<SocketChannel> kept = new ArrayDeque<>(SIZE);

    /**
     * Opens the missing ones, as far as possible.
     *
     * @return whether the reserve is complete
     */
    boolean refill() {
        while (kept.size() < SIZE) {
            try {
                kept.add(SocketChannel.open());
            } catch (IOException none) {
                return false;
            }
        }
        return true;
    }

    boolean isWhole() {
        return kept.size() == SIZE;
    }

    /** @return whether there was one to give up */
    boolean giveUpOne() {
        SocketChannel one = kept.poll();
        if (one != null) {
            close(one);
        }
        return one != null;
    }

    void close() {
        kept.forEach(SpareDescriptors::close);
        kept.clear();
    }

    private static void close(SocketChannel one) {
        try {
            one.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that was never connected", e);
        }
    }
}
