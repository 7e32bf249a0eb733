package dev.echowall.session;

import dev.echowall.broker.Published;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.hub.Hub;
import dev.echowall.hub.Subscriber;
import dev.echowall.hub.Subscription;
import dev.echowall.hub.Wire;
import dev.echowall.node.Node;
import dev.echowall.protocol.CloseCode;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.WireFormat;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers what is published on some channels, and publishes what it hears to one. */
final class ChannelSession implements Session, Subscriber {
    /** Messages of one client that may wait for their acknowledgement; then it is not read from. */
    static final int UNACKNOWLEDGED = 64;

    /** Likewise their bytes; a message is let in while there are fewer. */
    static final int UNACKNOWLEDGED_BYTES = 256 * 1024;

    /** Whoever floods is refused a few times a second, and not a thousand times. */
    private static final long REFUSED_MILLIS = 250;

    private static final Logger log = LoggerFactory.getLogger(ChannelSession.class);

    private final Hub hub;
    private final Node node;
    private final Allowance allowance;
    private final Pause pause = new Pause();
    private final List<ChannelName> channels;
    private final ChannelName publishTo;
    private final WireFormat format;
    private final boolean json;
    private final @Nullable Position after;
    private final Subscription[] subscriptions;
    private @Nullable Connection connection;
    /** Subscriptions made; until all are, the client is not read from, or it might not hear what it says itself. */
    private int standing;

    private int unacknowledged;
    private int unacknowledgedBytes;
    /** Where the client's last message stands that was acknowledged. */
    private @Nullable Position said;

    private boolean muted;
    private boolean over;

    ChannelSession(
            Hub hub,
            Node node,
            Allowance allowance,
            List<ChannelName> channels,
            ChannelName publishTo,
            WireFormat format,
            boolean json,
            @Nullable Position after) {
        this.hub = hub;
        this.node = node;
        this.allowance = allowance;
        this.channels = channels;
        this.publishTo = publishTo;
        this.format = format;
        this.json = json;
        this.after = after;
        this.subscriptions = new Subscription[channels.size()];
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        opened.hold();
        for (int i = 0; i < subscriptions.length && !over; i++) {
            subscriptions[i] = hub.subscribe(channels.get(i), after, this);
        }
    }

    @Override
    public void message(Payload.Kind kind, byte[] bytes, int frames) {
        if (json) {
            Refusal refusal = allowance.message();
            if (refusal != null) {
                node.refused(refusal);
                pause(REFUSED_MILLIS);
                refused(refusal);
                return;
            }
        } else {
            // Nothing could be told it, so it waits in its own socket.
            pause(allowance.messageAnyway(true));
        }
        unacknowledged++;
        unacknowledgedBytes += bytes.length;
        node.publish(Node.Caller.CLIENT, publishTo, new Payload(kind, bytes), null, allowance.mayCreate())
                .onSuccess(allowance::published)
                .onComplete(done -> connection().onLoop(() -> acknowledged(bytes.length, done)));
        if (isFull()) {
            connection().hold();
        }
    }

    private void pause(long millis) {
        pause.begin(connection(), millis, this::listen);
    }

    private void acknowledged(int bytes, AsyncResult<Published> done) {
        unacknowledged--;
        unacknowledgedBytes -= bytes;
        if (over) {
            return;
        }
        if (done.failed()) {
            refused(done.cause());
        } else {
            said = done.result().position();
        }
        listen();
        connection().settled();
    }

    private void listen() {
        if (!over && standing == subscriptions.length && !isFull() && !muted && !pause.lasts()) {
            connection().release();
        }
    }

    private boolean isFull() {
        return unacknowledged >= UNACKNOWLEDGED || unacknowledgedBytes >= UNACKNOWLEDGED_BYTES;
    }

    private void refused(Throwable why) {
        if (json && why instanceof Refusal refusal && refusal.code().temporary()) {
            tell(Notices.error(refusal));
            // Complaints are not to pile up for one who does not read them.
            if (!connection().writable()) {
                muted = true;
                connection().hold();
            }
        } else {
            end(why);
        }
    }

    /** The close code that says it: ours to explain, the client's to obey, or a fault. */
    private void end(Throwable why) {
        if (!(why instanceof Refusal refusal)) {
            log.atError()
                    .setCause(why)
                    .addKeyValue("connection", connection().id())
                    .log("a session failed");
            connection().end(CloseCode.INTERNAL_ERROR.code(), "a fault of the server");
            return;
        }
        CloseCode code = refusal.code().temporary()
                ? CloseCode.TRY_AGAIN_LATER
                : refusal.code() == ErrorCode.TOO_BIG ? CloseCode.TOO_BIG : CloseCode.POLICY_VIOLATION;
        connection().end(code.code(), refusal.sentence());
    }

    @Override
    public boolean settled() {
        return unacknowledged == 0 && (said == null || hasHeard(said));
    }

    /** Whether that was written, or never will be. */
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
    public void closed() {
        over = true;
        for (Subscription each : subscriptions) {
            if (each != null) {
                each.cancel();
            }
        }
    }

    @Override
    public String label() {
        return channels.stream().map(ChannelName::value).collect(Collectors.joining(","));
    }

    // From the hub.

    @Override
    public WireFormat format() {
        return format;
    }

    @Override
    public Wire wire() {
        return connection().wire();
    }

    @Override
    public void subscribed(Subscription subscription, Position start) {
        if (json) {
            tell(Notices.subscribed(subscription.channel(), start, node.name()));
        }
        standing++;
        listen();
    }

    @Override
    public void gap(Subscription subscription, @Nullable Position known, Recovery.Unrecoverable gap) {
        if (json) {
            tell(Notices.gap(known, gap));
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
