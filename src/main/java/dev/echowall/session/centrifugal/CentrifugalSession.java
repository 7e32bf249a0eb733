package dev.echowall.session.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.Command;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.MalformedMessage;
import dev.echowall.protocol.centrifugal.Protocol;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.socket.CloseStatus;
import dev.echowall.session.socket.Connection;
import dev.echowall.session.socket.Session;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client that speaks the Centrifugal protocol. Commands are run in order, one message at a time: while some
 * wait, nothing more is read from the socket.
 */
final class CentrifugalSession implements Session {
    /** The most commands of one client in progress; beyond it nothing more is read from its socket. */
    private static final int IN_FLIGHT = 64;

    /** The most commands of one client that run before other clients of the event loop get their turn. */
    private static final int AT_ONCE = 256;

    private enum Phase {
        NEW,
        CONNECTING,
        /** The connect command was answered with an error, so no other command is accepted. */
        REFUSED,
        CONNECTED
    }

    private final SessionContext context;
    private final Protocol protocol;
    private final RateLimiter allowance;
    private final List<Map.Entry<String, String>> headers;
    private final CommandRate rate;
    private final boolean nativePings;
    private final Deque<Command> commands = new ArrayDeque<>(1);
    private Phase phase = Phase.NEW;
    private @Nullable ClientContext client;
    private @Nullable ClientCommands connected;
    /** The subscription whose outcome the next command waits for. */
    private @Nullable ClientSubscription awaited;

    private boolean malformed;
    private boolean running;
    private boolean continuesLater;
    /** Pings of the protocol that the client has not answered yet. */
    private int pings;

    /**
     * @param headers of the request, that the application is told
     * @param nativePings whether the client asked for pings of the WebSocket in place of the protocol's
     */
    CentrifugalSession(
            SessionContext context,
            Protocol protocol,
            RateLimiter allowance,
            List<Map.Entry<String, String>> headers,
            boolean nativePings) {
        this.context = context;
        this.protocol = protocol;
        this.allowance = allowance;
        this.headers = headers;
        this.rate = new CommandRate(context.options().commands());
        this.nativePings = nativePings;
    }

    @Override
    public void opened(Connection connection) {
        int pingSeconds = nativePings ? 0 : context.pingSeconds();
        client = new ClientContext(context, protocol, connection, allowance, headers, pingSeconds, this::proceed);
        connection.after(context.options().connectTimeout().toMillis(), this::connectOverdue);
    }

    private void connectOverdue() {
        if (phase == Phase.NEW || phase == Phase.REFUSED) {
            client().disconnect(DisconnectCode.STALE);
        }
    }

    @Override
    public void message(Payload.Kind kind, byte[] bytes, int frames) {
        try {
            protocol.decoder().decode(bytes, commands::add);
        } catch (MalformedMessage e) {
            malformed = true; // the commands before it are still answered
        }
        proceed();
    }

    /** Runs as many of the waiting commands as possible; reads more from the socket when none is waiting. */
    private void proceed() {
        if (running) {
            return;
        }
        running = true;
        for (int taken = 0; !continuesLater && !commands.isEmpty() && mayTake(); taken++) {
            if (taken == AT_ONCE) {
                continuesLater = true;
                client().connection().after(0, this::continueNow);
            } else {
                take(commands.remove());
            }
        }
        running = false;
        if (malformed && commands.isEmpty() && phase != Phase.CONNECTING && client().inFlight() == 0) {
            client().disconnect(DisconnectCode.BAD_REQUEST); // the commands before it have been answered
        } else if (!client().isOver()) {
            if (!malformed && commands.isEmpty() && mayTake()) {
                client().connection().release();
            } else {
                client().connection().hold();
            }
        }
    }

    private void continueNow() {
        continuesLater = false;
        proceed();
    }

    private boolean mayTake() {
        return phase != Phase.CONNECTING
                && client().inFlight() < IN_FLIGHT
                && (awaited == null || !awaited.isPending())
                && client().connection().writable();
    }

    private void take(Command command) {
        if (command.id() == 0 && !(command instanceof Command.Send) && !(command instanceof Command.Pong)) {
            client().disconnect(DisconnectCode.BAD_REQUEST);
        } else if (phase == Phase.NEW && command instanceof Command.Connect connect) {
            phase = Phase.CONNECTING;
            ConnectCommand.run(client(), connect, new Outcome());
        } else if (phase != Phase.CONNECTED) {
            client().disconnect(DisconnectCode.BAD_REQUEST);
        } else if (isPending(command.channel())) {
            // In order, as if each command had been sent after the answer to the one before.
            awaited = client().subscriptions().get(command.channel());
            commands.addFirst(command);
        } else if (command instanceof Command.Pong) {
            pong();
        } else if (isTaken(command.id())) {
            Objects.requireNonNull(connected, "not connected").run(command);
        }
    }

    /* No rate limit counts pongs, so there must not be more of them than there were pings. */
    private void pong() {
        if (--pings < 0) {
            client().disconnect(DisconnectCode.BAD_REQUEST);
        }
    }

    private boolean isPending(String channel) {
        ClientSubscription subscription = client().subscriptions().get(channel);
        return subscription != null && subscription.isPending();
    }

    /** Whether the client may send one more now; if not, it has been sent the error. */
    private boolean isTaken(int id) {
        CommandRate.Verdict verdict = rate.command(System.nanoTime());
        Refusal refusal = verdict == CommandRate.Verdict.TAKE
                ? allowance.command()
                : new Refusal(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "more commands than a connection may send in a second (limits.commands-rate)");
        if (verdict == CommandRate.Verdict.END) {
            client().disconnect(DisconnectCode.TOO_MANY_REQUESTS);
            return false;
        }
        if (refusal == null) {
            return true;
        }
        client().node().refused(refusal);
        if (id != 0) {
            client().replies().error(id, refusal);
        }
        return false;
    }

    private final class Outcome implements ConnectCommand.Outcome {
        @Override
        public void connected() {
            phase = Phase.CONNECTED;
            connected = new ClientCommands(client());
            client().connected();
            proceed();
        }

        @Override
        public void refused() {
            phase = Phase.REFUSED;
            commands.clear();
            malformed = false;
            proceed();
        }
    }

    @Override
    public boolean settled() {
        return commands.isEmpty() && client().inFlight() == 0;
    }

    @Override
    public void drained() {
        client().subscriptions().pump();
        client().reads().proceed();
        if (!client().isOver()) {
            proceed();
        }
    }

    @Override
    public void closed(boolean lost, CloseStatus how) {
        if (client != null) {
            client.close(lost, how);
        }
        commands.clear();
    }

    @Override
    public void list() {
        client().list();
    }

    @Override
    public String label() {
        return transport();
    }

    @Override
    public String transport() {
        return ClientContext.TRANSPORT;
    }

    @Override
    public boolean pingsOnSchedule() {
        return !nativePings;
    }

    @Override
    public ByteBuf pingFrame() {
        if (nativePings) {
            return Session.super.pingFrame();
        }
        pings++;
        ByteBuf out = Unpooled.buffer(4);
        protocol.encoder().ping(out);
        return out;
    }

    @Override
    public CloseStatus closing(CloseCode code, String reason) {
        return switch (code) {
            case SERVICE_RESTART, GOING_AWAY -> status(DisconnectCode.SHUTDOWN);
            case INTERNAL_ERROR -> status(DisconnectCode.INTERNAL_SERVER_ERROR);
            case NO_PONG -> status(DisconnectCode.NO_PONG);
            default -> Session.super.closing(code, reason);
        };
    }

    private static CloseStatus status(DisconnectCode code) {
        return new CloseStatus(code.code(), code.reason());
    }

    private ClientContext client() {
        return Objects.requireNonNull(client, "not opened yet");
    }
}
