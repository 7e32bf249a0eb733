package dev.echowall.tools.client;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.tools.link.ConnectionEnd;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its handshake to its end. Confined to the context; {@link #send}, {@link #close} and {@link
 * #printed} may be called from any thread.
 */
final class ClientConnection {
    /** Receives the events of a connection, on the event loop. {@code over} is the last. */
    interface Observer {
        void opened(ClientConnection connection, @Nullable String subprotocol);

        /** {@link #printed} must be called for each. */
        void arrived(ClientConnection connection, Message message);

        void over(ConnectionEnd ending);
    }

    /** The most messages waiting to be printed before we stop reading from the socket. */
    private static final int AHEAD = 64;

    private final Vertx vertx;
    private final Context context;
    private final @Nullable Duration ping;
    private final Duration timeout;
    private final Observer observer;
    private final MessageAggregator aggregator = new MessageAggregator(Connector.MESSAGE_BYTES);
    private final AtomicInteger unprinted = new AtomicInteger();
    private @Nullable WebSocket socket;
    private @Nullable ConnectionEnd ending;
    private boolean over;
    private boolean paused;
    private boolean unanswered;
    private long pinging = -1;

    /** @param timeout how long to wait for the server to end the connection after the close handshake */
    ClientConnection(Vertx vertx, Context context, @Nullable Duration ping, Duration timeout, Observer observer) {
        this.vertx = vertx;
        this.context = context;
        this.ping = ping;
        this.timeout = timeout;
        this.observer = observer;
    }

    /** The server accepted the handshake. Called before the first frame is handled. */
    void begin(WebSocket accepted) {
        socket = accepted;
        accepted.frameHandler(frame -> handle(accepted, frame));
        accepted.exceptionHandler(this::broken);
        accepted.closeHandler(closed -> {
            // Messages that are still queued because of a pause come first.
            accepted.resume();
            context.runOnContext(drained -> finish());
        });
        if (ping != null) {
            pinging = vertx.setPeriodic(ping.toMillis(), fired -> ping(accepted, ping));
        }
        observer.opened(this, accepted.subProtocol());
    }

    /** @param sent called on the event loop with whether the text was sent */
    void send(String text, Consumer<Boolean> sent) {
        context.runOnContext(turn -> {
            if (socket == null) {
                sent.accept(false);
            } else {
                socket.writeTextMessage(text).onComplete(written -> sent.accept(written.succeeded()));
            }
        });
    }

    /** Sends a close frame and waits for the answer, unless the end has begun already. */
    void close(CloseCode code, String why) {
        context.runOnContext(turn -> end(code, why));
    }

    /** One more message has been printed. */
    void printed() {
        if (unprinted.decrementAndGet() == AHEAD / 2) {
            context.runOnContext(turn -> {
                paused = false;
                if (socket != null) {
                    socket.resume();
                }
            });
        }
    }

    private void handle(WebSocket from, WebSocketFrame frame) {
        unanswered = false;
        switch (frame.type()) {
            case CLOSE -> closing(frame.binaryData());
            case PING, PONG -> {}
            case TEXT -> taken(from, aggregator.begin(Message.Kind.TEXT, frame.binaryData(), frame.isFinal()));
            case BINARY -> taken(from, aggregator.begin(Message.Kind.BINARY, frame.binaryData(), frame.isFinal()));
            case CONTINUATION -> taken(from, aggregator.continued(frame.binaryData(), frame.isFinal()));
        }
    }

    private void taken(WebSocket from, MessageAggregator.Outcome outcome) {
        if (ending instanceof ConnectionEnd.ByUs gone && gone.code() != CloseCode.NORMAL) {
            return;
        }
        if (outcome instanceof MessageAggregator.Whole whole) {
            if (unprinted.incrementAndGet() == AHEAD) {
                paused = true;
                from.pause();
            }
            observer.arrived(this, whole.message());
        } else if (outcome instanceof MessageAggregator.Broken wrong) {
            end(wrong.code(), wrong.why());
        }
    }

    private void closing(Buffer payload) {
        if (ending != null) {
            return;
        }
        ending = payload.length() < 2
                ? new ConnectionEnd.ByServer(CloseCode.NO_STATUS.code(), "")
                : new ConnectionEnd.ByServer(payload.getUnsignedShort(0), payload.getString(2, payload.length()));
        // Vert.x answers the close frame and then waits without a limit for the server to end the connection.
        vertx.setTimer(timeout.toMillis(), fired -> finish());
    }

    private void broken(Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            CloseCode code = corrupted.closeStatus().code() == CloseCode.TOO_BIG.code()
                    ? CloseCode.TOO_BIG
                    : CloseCode.PROTOCOL_ERROR;
            end(code, String.valueOf(corrupted.getMessage()));
        }
    }

    private void end(CloseCode code, String why) {
        if (ending == null && socket != null) {
            ending = new ConnectionEnd.ByUs(code, why);
            socket.close((short) code.code());
        }
    }

    private void ping(WebSocket to, Duration limit) {
        if (paused || ending != null) {
            return;
        }
        if (unanswered) {
            end(CloseCode.NO_PONG, "no answer to our ping within " + limit.toMillis() + " ms");
        } else {
            unanswered = true;
            to.writePing(Buffer.buffer());
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        vertx.cancelTimer(pinging);
        if (socket instanceof WebSocketInternal internal) {
            var unused = internal.channelHandlerContext().close();
        }
        observer.over(ending == null ? new ConnectionEnd.Lost() : ending);
    }
}
