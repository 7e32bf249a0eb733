package dev.echowall.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback for processes that need to know theirs before they start, and keep them over a restart. Below the
 * range that the system takes for outgoing connections, so that none of these sits on a port while its owner is down.
 */
public final class FreePorts {
    /** Two processes run tests at once at most: each has its own. */
    private static final int PORTS = 6_000;

    private static final int FIRST = 20_000 + (Integer.getInteger("test.fork", 1) - 1) % 2 * PORTS;
    private static final int LAST = FIRST + PORTS;

    /** Where this process goes on: no port is given out twice, and the tests of two checkouts seldom meet. */
    private static int next = ThreadLocalRandom.current().nextInt(FIRST, LAST);

    private FreePorts() {}

    /** A port that nobody listens on. */
    public static synchronized int take() {
        for (int tries = FIRST; tries < LAST; tries++) {
            next = next + 1 < LAST ? next + 1 : FIRST;
            if (isFree(next)) {
                return next;
            }
        }
        throw new AssertionError("no port is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
