package dev.echowall.session.plain;

import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.hook.Requester;
import dev.echowall.hub.FrameWriter;
import dev.echowall.hub.Hub;
import dev.echowall.hub.Subscriber;
import dev.echowall.hub.Subscription;
import dev.echowall.identity.Identity;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.plain.ClientMessage;
import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.session.ChannelAttendance;
import dev.echowall.session.Client;
import dev.echowall.session.RateLimiter;
import dev.echowall.session.TokenExpiry;
import dev.echowall.session.plain.Acknowledgements.Pending;
import dev.echowall.session.socket.CloseStatus;
import dev.echowall.session.socket.Connection;
import dev.echowall.session.socket.Session;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A WebSocket session that delivers the publications of some channels and publishes the client's messages to one. */
final class ChannelSession implements Session, Subscriber {
    /** The most messages of one client that may wait for their acknowledgement; beyond it, its socket is not read. */
    static final int UNACKNOWLEDGED = 64;

    /** The same for their bytes; a message is accepted while there are fewer. */
    static final int UNACKNOWLEDGED_BYTES = 256 * 1024;

    /** Refuses a client that floods some times a second and not thousands of times. */
    private static final long REFUSED_MILLIS = 250;

    private final Hub hub;
    private final Node node;
    private final UserSessions users;
    private final Identity who;
    private final Requester requester;
    private final RateLimiter allowance;
    private final @Nullable TokenExpiry expiry;
    private final ReadPause pause = new ReadPause();
    private final List<ChannelName> channels;
    private final ChannelName publishTo;
    private final WireFormat format;
    private final boolean json;
    /** Null if the client did not ask for acknowledgements. */
    private final @Nullable Acknowledgements acknowledgements;

    private final @Nullable Position after;
    private final Subscription[] subscriptions;
    private @Nullable Connection connection;
    /** Established subscriptions. Until all are, the client is not read from, because it might miss its own message. */
    private int standing;

    /** Subscriptions whose position cannot be determined yet. */
    private int delayed;

    private int unacknowledged;
    private int unacknowledgedBytes;
    /** The position of the client's last acknowledged message. */
    private @Nullable Position said;

    private @Nullable PlainUser user;
    private final ChannelAttendance attendance;
    private boolean muted;
    private boolean over;

    ChannelSession(
            Hub hub,
            Node node,
            UserSessions users,
            Client client,
            @Nullable TokenExpiry expiry,
            List<ChannelName> channels,
            ChannelName publishTo,
            WireFormat format,
            boolean json,
            boolean acknowledges,
            @Nullable Position after) {
        this.hub = hub;
        this.node = node;
        this.users = users;
        this.who = client.identity();
        this.attendance = new ChannelAttendance(node.presence(), users.events(), who, transport());
        this.requester = client.requester();
        this.allowance = client.allowance();
        this.expiry = expiry;
        this.channels = channels;
        this.publishTo = publishTo;
        this.format = format;
        this.json = json;
        this.acknowledgements = acknowledges ? new Acknowledgements() : null;
        this.after = after;
        this.subscriptions = new Subscription[channels.size()];
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        if (expiry != null) {
            expiry.start(() -> opened.end(CloseCode.EXPIRED.code(), "expired"));
        }
        if (who.isUser()) {
            user = new PlainUser(who.user(), channels, opened);
            users.add(user);
        }
        attendance.begin();
        opened.hold();
        for (int i = 0; i < subscriptions.length && !over; i++) {
            subscriptions[i] = hub.subscribe(channels.get(i), after, this);
        }
    }

    @Override
    public void message(Payload.Kind kind, byte[] bytes, int frames) {
        if (acknowledgements != null) {
            boolean text = kind == Payload.Kind.TEXT;
            command(acknowledgements, text ? ClientMessage.parse(bytes) : ClientMessage.BINARY, bytes.length);
        } else {
            bare(new Payload(kind, bytes));
        }
        if (isFull()) {
            connection().hold();
        }
    }

    private void bare(Payload payload) {
        if (json) {
            Refusal refusal = allowance.message();
            if (refusal != null) {
                node.refused(refusal);
                pause(REFUSED_MILLIS);
                refused(refusal);
                return;
            }
        } else {
            // A bare socket has no way to report an error, so it is read more slowly instead.
            pause(allowance.messageAnyway(true));
        }
        publish(payload, null, payload.size(), done -> {
            if (done.failed()) {
                refused(done.cause());
            }
        });
    }

    /** A message that gets an answer, an acknowledgement or an error, which does not end the session. */
    private void command(Acknowledgements answers, ClientMessage message, int bytes) {
        Refusal refusal = message.payload() == null ? allowance.command() : allowance.message();
        if (refusal != null) {
            pause(REFUSED_MILLIS);
        } else if (message.fault() != null) {
            refusal = new Refusal(ErrorCode.BAD_REQUEST, message.fault());
        } else if (message.ping() != null) {
            answer(JsonNotices.pong(message.ping()));
            return;
        }
        Pending owed = answers.owe(message.id());
        if (refusal != null || message.payload() == null) {
            Refusal told = refusal == null ? new Refusal(ErrorCode.BAD_REQUEST, "this is not a message") : refusal;
            node.refused(told);
            owed.refused(told);
            answerAll(answers);
            return;
        }
        publish(message.payload(), message.idempotencyKey(), bytes, done -> {
            if (done.succeeded()) {
                owed.published(done.result());
            } else if (done.cause() instanceof Refusal why) {
                owed.refused(why);
            } else {
                end(done.cause());
                return;
            }
            answerAll(answers);
        });
    }

    private void publish(Payload payload, @Nullable String key, int bytes, Consumer<AsyncResult<Published>> told) {
        if (standing < subscriptions.length) {
            Refusal refusal = new Refusal(
                    ErrorCode.NO_QUORUM,
                    "node " + node.name() + " sees too few members of its cluster (cluster.quorum)");
            node.refused(refusal);
            told.accept(Future.failedFuture(refusal));
            return;
        }
        unacknowledged++;
        unacknowledgedBytes += bytes;
        node.publish(requester, who, publishTo, payload, key, true, allowance.mayCreate())
                .onSuccess(allowance::published)
                .onComplete(done -> connection().onLoop(() -> acknowledged(bytes, done, told)));
    }

    private void answerAll(Acknowledgements answers) {
        for (ByteBuf next = answers.next(); next != null; next = answers.next()) {
            answer(next);
        }
    }

    /** Flushed at the end of the turn, because the messages of one batch are acknowledged one by one. */
    private void answer(ByteBuf notice) {
        connection().write(notice);
        connection().flushLater();
        holdUntilRead();
    }

    private void holdUntilRead() { // answers must not pile up for a client that does not read them
        if (!over && !connection().writable()) {
            muted = true;
            connection().hold();
        }
    }

    private void pause(long millis) {
        pause.begin(connection(), millis, this::listen);
    }

    private void acknowledged(int bytes, AsyncResult<Published> done, Consumer<AsyncResult<Published>> told) {
        unacknowledged--;
        unacknowledgedBytes -= bytes;
        if (over) {
            return;
        }
        if (done.succeeded()) {
            said = done.result().position();
        }
        told.accept(done);
        listen();
        connection().settled();
    }

    private void listen() {
        if (!over && standing + delayed == subscriptions.length && !isFull() && !muted && !pause.lasts()) {
            connection().release();
        }
    }

    private boolean isFull() {
        return unacknowledged >= UNACKNOWLEDGED
                || unacknowledgedBytes >= UNACKNOWLEDGED_BYTES
                || (acknowledgements != null && acknowledgements.size() >= UNACKNOWLEDGED);
    }

    private void refused(Throwable why) {
        if (json && why instanceof Refusal refusal && refusal.temporary()) {
            tell(JsonNotices.error(refusal));
            holdUntilRead();
        } else {
            end(why);
        }
    }

    private void end(Throwable why) {
        FailureClose.end(connection(), why);
    }

    @Override
    public boolean settled() {
        boolean answered = unacknowledged == 0 && (acknowledgements == null || acknowledgements.size() == 0);
        return answered && (said == null || hasHeard(said));
    }

    /** Whether the message at this position has been written, or never will be. */
    private boolean hasHeard(Position own) {
        for (Subscription each : subscriptions) {
            if (each != null && each.channel().equals(publishTo)) {
                Position heard = each.position();
                return heard.offset() >= own.offset() || !heard.epoch().equals(own.epoch());
            }
        }
        return true;
    }

    @Override
    public void drained() {
        for (Subscription each : subscriptions) {
            if (each != null && !over) {
                each.pump();
            }
        }
        muted = false;
        listen();
    }

    @Override
    public void closed(boolean lost, CloseStatus how) {
        over = true;
        attendance.end(lost, how.code(), how.reason());
        if (expiry != null) {
            expiry.cancel();
        }
        if (user != null) {
            users.remove(user);
        }
        for (Subscription each : subscriptions) {
            if (each != null) {
                each.cancel();
            }
        }
    }

    @Override
    public void list() {
        attendance.list();
    }

    @Override
    public String label() {
        return channels.stream().map(ChannelName::value).collect(Collectors.joining(","));
    }

    // Calls from the hub.

    @Override
    public WireFormat format() {
        return format;
    }

    @Override
    public FrameWriter writer() {
        return connection().writer();
    }

    @Override
    public void subscribed(Subscription subscription, Position start) {
        if (json) {
            tell(JsonNotices.subscribed(subscription.channel(), start, node.name()));
        }
        attendance.enter(subscription.channel());
        standing++;
        delayed -= subscription.isDelayed() ? 1 : 0;
        listen();
    }

    @Override
    public void delayed(Subscription subscription) {
        delayed++;
        listen();
    }

    @Override
    public void gap(Subscription subscription, @Nullable Position known, Recovery.Unrecoverable gap) {
        if (json) {
            tell(JsonNotices.gap(known, gap));
        } else {
            connection().end(CloseCode.GAP.code(), "gap");
        }
    }

    @Override
    public void failed(Subscription subscription, Throwable why) {
        end(why);
    }

    private void tell(ByteBuf notice) {
        connection().write(notice);
        connection().flush();
    }

    private Connection connection() {
        return Objects.requireNonNull(connection, "not opened yet");
    }
}
