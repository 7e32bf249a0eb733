package dev.echowall.tools.client;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.tools.link.Backoff;
import dev.echowall.tools.link.ConnectionEnd;
import dev.echowall.tools.link.StatusPrinter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of the command. All decisions and all output are made on the thread that called {@link #run}; the event loop,
 * the timers and standard input only queue steps for it. So slow output delays none of them, and no locks are needed.
 */
final class Client implements ClientConnection.Observer {
    private final ClientPlan plan;
    private final Connector connector;
    private final MessagePrinter printer;
    private final StatusPrinter status;
    private final Backoff backoff;
    private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<String> waiting = new ArrayDeque<>();
    private @Nullable LineReader lines;
    private @Nullable ClientConnection open;
    private long openedAt;
    private boolean wasOpen;
    private boolean endsAfterOpening;
    private int printed;
    private @Nullable ExitCode leaving;
    private @Nullable ExitCode exit;

    Client(ClientPlan plan, Connector connector, MessagePrinter printer, StatusPrinter status, Backoff backoff) {
        this.plan = plan;
        this.connector = connector;
        this.printer = printer;
        this.status = status;
        this.backoff = backoff;
    }

    /** @param input sent line by line; null: nothing is read */
    ExitCode run(@Nullable StandardInput input) throws InterruptedException {
        try {
            if (plan.timeout() != null) {
                connector.after(plan.timeout(), () -> steps.add(this::timeUp));
            }
            if (input != null) {
                lines = new LineReader(
                        input.stream(), line -> steps.add(() -> typed(line)), () -> steps.add(() -> inputEnded(input)));
                lines.start();
            }
            connector.connect(this);
            ExitCode result = exit;
            while (result == null) {
                steps.take().run();
                result = exit;
            }
            return result;
        } finally {
            ended.countDown();
        }
    }

    /** Closes the connection and ends the run, for Ctrl-C; from any thread. Returns when that is done, or after 3 s. */
    void interrupt() throws InterruptedException {
        steps.add(() -> leave(ExitCode.INTERRUPTED));
        if (!ended.await(3, TimeUnit.SECONDS)) {
            status.say("the server does not answer the close frame; leaving without its answer");
        }
    }

    @Override
    public void opened(ClientConnection connection, @Nullable String subprotocol) {
        steps.add(() -> {
            open = connection;
            openedAt = System.nanoTime();
            status.say((wasOpen ? "connected again to " : "connected to ")
                    + plan.target()
                    + (subprotocol == null || subprotocol.isEmpty() ? "" : ", subprotocol " + subprotocol)
                    + (wasOpen ? "; what was said meanwhile is not repeated" : ""));
            wasOpen = true;
            plan.execute().forEach(message -> send(connection, message, () -> {}));
            while (!waiting.isEmpty()) {
                typed(waiting.remove());
            }
            if (endsAfterOpening) {
                leave(ExitCode.NORMAL);
            }
        });
    }

    @Override
    public void arrived(ClientConnection connection, Message message) {
        long time = System.currentTimeMillis();
        steps.add(() -> {
            connection.printed();
            if (leaving != null) {
                return;
            }
            if (!printer.print(message, time)) {
                // The reader of our output has closed it, so an explanation is not needed.
                status.mute();
                leave(ExitCode.NORMAL);
            } else if (plan.count() != null && ++printed == plan.count()) {
                leave(ExitCode.NORMAL);
            }
        });
    }

    @Override
    public void over(ConnectionEnd ending) {
        steps.add(() -> {
            status.say(ending.sentence());
            if (open != null) {
                backoff.lasted(Duration.ofNanos(System.nanoTime() - openedAt));
            }
            open = null;
            if (leaving != null) {
                exit = leaving;
            } else if (plan.reconnect() && ending.mayReconnect()) {
                reconnect(ending.notBefore());
            } else {
                ExitCode code = ExitCode.of(ending);
                exit = code == ExitCode.NORMAL ? enough() : code;
            }
        });
    }

    private void reconnect(Duration notBefore) {
        Duration jitter = backoff.next();
        Duration delay = jitter.compareTo(notBefore) < 0 ? notBefore : jitter;
        status.say("reconnecting in " + delay.toMillis() + " ms");
        connector.after(
                delay,
                () -> steps.add(() -> {
                    if (leaving == null) {
                        connector.connect(this);
                    }
                }));
    }

    private void typed(String line) {
        if (open == null) {
            waiting.add(line);
        } else if (leaving == null && lines != null) {
            send(open, line, lines::taken);
        }
    }

    /** Ctrl-D closes the connection after what was typed before it; the end of a pipe does not. */
    private void inputEnded(StandardInput input) {
        if (!input.isTerminal()) {
            return;
        }
        if (open != null || (wasOpen && waiting.isEmpty())) {
            leave(ExitCode.NORMAL);
        } else {
            endsAfterOpening = true;
        }
    }

    private void send(ClientConnection connection, String text, Runnable taken) {
        connection.send(text, sent -> {
            taken.run();
            if (!sent) {
                steps.add(() -> status.say("one message was not sent, because the connection was closing"));
            }
        });
    }

    private void timeUp() {
        if (!wasOpen) {
            status.say("no connection to " + plan.target() + " within the time limit");
            leave(ExitCode.NOT_CONNECTED);
        } else {
            leave(enough());
        }
    }

    /** A regular end: checks whether --count was reached. */
    private ExitCode enough() {
        return plan.count() == null ? ExitCode.NORMAL : ExitCode.TOO_FEW;
    }

    private void leave(ExitCode code) {
        if (leaving == null) {
            leaving = code;
            if (open == null) {
                exit = code;
            } else {
                open.close(CloseCode.NORMAL, "");
            }
        }
    }
}
