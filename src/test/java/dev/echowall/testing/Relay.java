package dev.echowall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A port that forwards to another one on this host, until a test breaks the connections; new ones are forwarded again.
 */
public final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final List<Socket> through = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch open = new CountDownLatch(0);

    private Relay(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    public static Relay to(int target) {
        try {
            Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            run(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /** From now on, whoever comes has to wait at the door. */
    public void pause() {
        open = new CountDownLatch(1);
    }

    /** Who waits is let in. */
    public void resume() {
        open.countDown();
    }

    /** Breaks all connections. */
    public void cut() {
        through.forEach(Relay::close);
        through.clear();
    }

    private void accept() throws IOException {
        while (true) {
            Socket from = door.accept();
            awaitOpen();
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            through.add(from);
            through.add(to);
            run(() -> pass(from, to));
            run(() -> pass(to, from));
        }
    }

    private void awaitOpen() {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try {
            byte[] some = new byte[8192];
            for (int count = from.getInputStream().read(some);
                    count >= 0;
                    count = from.getInputStream().read(some)) {
                to.getOutputStream().write(some, 0, count);
            }
        } finally {
            close(from);
            close(to);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException broken) {
                        return; // expected after cut()
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resume();
        cut();
    }
}
