package dev.echowall.session.centrifugal;

import dev.echowall.channel.ClientInfo;
import dev.echowall.hook.Requester;
import dev.echowall.hub.Hub;
import dev.echowall.identity.Identity;
import dev.echowall.lifecycle.SessionEvents;
import dev.echowall.node.Node;
import dev.echowall.protocol.Disconnection;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.Protocol;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.socket.CloseStatus;
import dev.echowall.session.socket.Connection;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client at the other end of a session, as its commands see it. Confined to the event loop of its connection. */
final class ClientContext {
    private static final Logger log = LoggerFactory.getLogger(ClientContext.class);

    /** The names of SDKs that can read channel numbers in Protobuf; "" for a client that gives no name. */
    private static final Set<String> READ_NUMBERS_IN_PROTOBUF = Set.of("", "go", "python");

    static final String TRANSPORT = "centrifugal";

    private final String id = UUID.randomUUID().toString();
    private final SessionContext context;
    private final Protocol protocol;
    private final Connection connection;
    private final RateLimiter allowance;
    private final Requester requester;
    private final int pingSeconds;
    private final ReplyWriter replies;
    private final PageReads reads;
    private final ClientSubscriptions subscriptions;
    private final Expiry expiry;
    private final Runnable proceed;
    private String name = "";
    private Identity identity = Identity.ANONYMOUS;
    private boolean identified;
    private boolean renewable = true;
    /** For the server API; null for an anonymous client. */
    private @Nullable ConnectedUser user;

    /** Whether its connect command has been answered. */
    private boolean connected;

    private int inFlight;
    private boolean over;

    /**
     * @param headers of the request, that the application is told
     * @param pingSeconds between pings of the protocol; 0 for none
     * @param proceed continues with the client's commands when one of them is done
     */
    ClientContext(
            SessionContext context,
            Protocol protocol,
            Connection connection,
            RateLimiter allowance,
            List<Map.Entry<String, String>> headers,
            int pingSeconds,
            Runnable proceed) {
        this.context = context;
        this.protocol = protocol;
        this.connection = connection;
        this.allowance = allowance;
        this.requester = context.node().hooks().any()
                ? new Requester(id, "websocket", protocol.name().toLowerCase(Locale.ROOT), headers)
                : Requester.NONE;
        this.pingSeconds = pingSeconds;
        this.replies = new ReplyWriter(connection, protocol.encoder());
        this.reads = new PageReads(this, context.reads());
        this.subscriptions = new ClientSubscriptions();
        this.expiry = new Expiry(connection, this::expire);
        this.proceed = proceed;
    }

    /** The id that the client and others are told; unique among all connections ever. */
    String id() {
        return id;
    }

    /** The name that the client gave itself. */
    void named(String sdk) {
        name = sdk;
    }

    /**
     * Whether its pushes may have numbers in place of channel names, provided that it claims to read them. centrifuge-js 5.8
     * claims it for Protobuf too, but compares the numbers, which are objects there, by identity: it would drop every push.
     */
    boolean readsNumbers() {
        return protocol == Protocol.JSON || READ_NUMBERS_IN_PROTOBUF.contains(name);
    }

    Node node() {
        return context.node();
    }

    Hub hub() {
        return context.hub();
    }

    CentrifugalOptions options() {
        return context.options();
    }

    JoinLeaveChannels joinLeave() {
        return context.joinLeave();
    }

    ChannelNumbers numbers() {
        return context.numbers();
    }

    Protocol protocol() {
        return protocol;
    }

    Connection connection() {
        return connection;
    }

    RateLimiter allowance() {
        return allowance;
    }

    /** What the application is told about the connection. */
    Requester requester() {
        return requester;
    }

    /** As the client was told; 0 without pings of the protocol. */
    int pingSeconds() {
        return pingSeconds;
    }

    ReplyWriter replies() {
        return replies;
    }

    PageReads reads() {
        return reads;
    }

    ClientSubscriptions subscriptions() {
        return subscriptions;
    }

    Expiry expiry() {
        return expiry;
    }

    Identity identity() {
        return identity;
    }

    /** The client has a token, which it can renew. */
    void identify(Identity verified) {
        identify(verified, true);
    }

    /** @param renews whether the client can renew it, and is given time for that when it expires */
    void identify(Identity verified, boolean renews) {
        identity = verified;
        renewable = renews;
        if (!identified && verified.isUser()) {
            user = new ConnectedUser(this, verified.user());
            context.users().add(user);
        }
        identified = true;
        if (verified.expiresAt() != 0) {
            expiry.at(deadline());
        }
    }

    private long deadline() {
        return TokenTime.deadline(identity.expiresAt(), renewable, context.options());
    }

    /** The client has been told that it is connected. */
    void entered() {
        connected = true;
        events().connected(id, identity.user(), TRANSPORT);
    }

    /** Says again what is there to those who record sessions. */
    void list() {
        if (connected) {
            events().connected(id, identity.user(), TRANSPORT);
            subscriptions.list();
        }
    }

    SessionEvents events() {
        return context.users().events();
    }

    /** The connect command has been carried out. */
    void connected() {
        if (user != null) {
            user.connected();
        }
    }

    /** The client's description for others in this channel. */
    ClientInfo info(String channel) {
        ClientSubscription subscription = subscriptions.get(channel);
        return new ClientInfo(identity.user(), id, identity.info(), subscription == null ? null : subscription.info());
    }

    int inFlight() {
        return inFlight;
    }

    boolean isOver() {
        return over;
    }

    /** A command is in progress until {@link #finish} is called. */
    void begin() {
        inFlight++;
    }

    void finish() {
        inFlight--;
        if (!over) {
            proceed.run();
            connection.settled();
        }
    }

    /** A command is in progress until the future completes; {@code then} runs on this event loop unless the session has ended. */
    <T> void when(Future<T> done, Consumer<AsyncResult<T>> then) {
        begin();
        done.onComplete(result -> connection.onLoop(() -> {
            if (!over) {
                guarded(() -> then.accept(result));
            }
            finish();
        }));
    }

    /** Runs our own code, whose exceptions end this connection and nothing else. */
    void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("connection", connection.id())
                    .log("a fault of ours ends a connection");
            disconnect(DisconnectCode.INTERNAL_SERVER_ERROR);
        }
    }

    /** Answers a command with an error, and counts it if it is a refusal that the node has not counted. */
    void refuse(int commandId, Throwable why) {
        if (why instanceof Refusal refusal) {
            node().refused(refusal);
        }
        error(commandId, why);
    }

    /** Answers a command with an error, or ends the connection if the application wants that. */
    void error(int commandId, Throwable why) {
        if (why instanceof Disconnection end) {
            connection.end(end.number(), end.sentence());
        } else {
            replies.error(commandId, why);
        }
    }

    void disconnect(DisconnectCode code) {
        connection.end(code.code(), code.reason());
    }

    /** The parameters are those of {@link dev.echowall.session.socket.Session#closed}. */
    void close(boolean lost, CloseStatus how) {
        over = true;
        if (identified) {
            context.options().users().leave(identity.user());
        }
        if (user != null) {
            context.users().remove(user);
        }
        reads.close();
        subscriptions.close(lost);
        if (connected) {
            events().disconnected(id, how.code(), how.reason());
        }
    }

    private void expire() {
        long now = System.currentTimeMillis();
        if (identity.expiresAt() != 0) {
            long deadline = deadline();
            if (deadline <= now) {
                disconnect(DisconnectCode.EXPIRED);
                return;
            }
            expiry.at(deadline);
        }
        subscriptions.expire(this, now);
    }
}
