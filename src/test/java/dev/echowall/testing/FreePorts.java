package dev.echowall.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback for processes that must know them before they start and keep them over a restart. Below the range
 * that the system uses for outgoing connections, so that none of these takes a port while its process is down.
 */
public final class FreePorts {
    /** At most three processes run tests at a time, each with its own range. */
    private static final int PORTS = 4_000;

    private static final int FIRST = 20_000 + (Integer.getInteger("test.fork", 1) - 1) % 3 * PORTS;
    private static final int LAST = FIRST + PORTS;

    /** The next port of this process: none is used twice, and tests of two checkouts seldom collide. */
    private static int next = ThreadLocalRandom.current().nextInt(FIRST, LAST);

    private FreePorts() {}

    /** A free port. */
    public static synchronized int take() {
        for (int tries = FIRST; tries < LAST; tries++) {
            next = next + 1 < LAST ? next + 1 : FIRST;
            if (isFree(next)) {
                return next;
            }
        }
        throw new AssertionError("no port is free");
    }

    /** Skips the test if one of these, which cannot be others, is taken. */
    public static void require(Iterable<Integer> ports) {
        for (int port : ports) {
            if (!isFree(port)) {
                throw RequiredTool.missing("port " + port + " is taken");
            }
        }
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
