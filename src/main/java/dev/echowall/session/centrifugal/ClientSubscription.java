package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.hook.SubscribeAnswer;
import dev.echowall.hub.FrameWriter;
import dev.echowall.hub.Subscriber;
import dev.echowall.hub.Subscription;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.UnsubscribeCode;
import dev.echowall.session.centrifugal.ChannelNumbers.Numbered;
import dev.echowall.stream.Recovery;
import org.jspecify.annotations.Nullable;

/** One channel of one client, from the command on that asks for it. */
final class ClientSubscription implements Subscriber {
    private static final long ATTEND_AGAIN_MILLIS = 1_000;

    private final ClientContext client;
    private final ChannelName channel;
    private final boolean serverSide;
    private final @Nullable Numbered number;
    /** The command that still has to be answered with the position; null once it has been. */
    private @Nullable SubscriptionStart command;

    private @Nullable Subscription subscription;
    private byte @Nullable [] info;
    private long expiresAt;
    /** Whether the client has a token, which it can renew. */
    private boolean renewable = true;

    /** The application's, for the client; null for none, and when the client has been told. */
    private @Nullable Payload data;

    private boolean over;
    /** Whether the client knows that it is subscribed. */
    private boolean entered;

    /** Whether others see that the client is in the channel. */
    private boolean present;

    private @Nullable JoinLeaveChannel joinLeave;
    /** The next entry of the joins and leaves that the client is to be told. */
    private long nextChange;

    /**
     * @param serverSide whether the server subscribes the client
     * @param command what tells the client how it begins; null if that has been done
     * @param compacted whether pushes have a number in place of the channel's name
     */
    ClientSubscription(
            ClientContext client,
            ChannelName channel,
            boolean serverSide,
            @Nullable SubscriptionStart command,
            boolean compacted) {
        this.client = client;
        this.channel = channel;
        this.command = command;
        this.serverSide = serverSide;
        this.number = compacted ? client.numbers().use(channel) : null;
    }

    ChannelName channel() {
        return channel;
    }

    ClientContext client() {
        return client;
    }

    boolean isServerSide() {
        return serverSide;
    }

    /** Whether the client has not been told the outcome yet. */
    boolean isPending() {
        return command != null && !over;
    }

    /** 0 if pushes have the channel's name. */
    long number() {
        return number == null ? 0 : number.number();
    }

    /** What others in the channel are told about the client, as JSON; null for nothing. */
    byte @Nullable [] info() {
        return info;
    }

    /** In seconds since 1970; 0 for never. */
    long expiresAt() {
        return expiresAt;
    }

    /** Sets what the token says: the client's description and the time at which the subscription ends. */
    void permit(byte @Nullable [] channelInfo, long until) {
        renewable = true;
        set(channelInfo, until);
    }

    private void set(byte @Nullable [] channelInfo, long until) {
        info = channelInfo;
        expiresAt = until;
        expire();
    }

    /**
     * Sets what the application said. The client is not told when the subscription ends, because it has no token to renew: it
     * subscribes again then, and the application is asked again.
     */
    void permit(SubscribeAnswer said) {
        renewable = false;
        data = said.data();
        set(said.info(), said.expiresAt());
    }

    /** When the client must have renewed the subscription, in seconds since 1970; 0 for never. */
    long renewedAt() {
        return renewable ? expiresAt : 0;
    }

    /** When it ends if it is not renewed, in ms since 1970. */
    long deadline() {
        return TokenTime.deadline(expiresAt, renewable, client.options());
    }

    /** The application's data for the client, once. */
    @Nullable
    Payload takeData() {
        Payload told = data;
        data = null;
        return told;
    }

    /** The client has been told the outcome. */
    void answered() {
        command = null;
        expire();
    }

    /* Not before the client has been told that it begins. */
    private void expire() {
        if (expiresAt != 0 && !isPending()) {
            client.expiry().at(deadline());
        }
    }

    /** Ends it before it has begun. */
    void fail(Throwable why) {
        if (command != null) {
            command.failed(why);
        }
    }

    /** Delivers what comes after this position; null for what comes from now on. */
    void begin(@Nullable Position after) {
        subscription = client.hub().subscribe(channel, after, this);
    }

    /** The client is told who comes to the channel and who goes. */
    void follow(JoinLeaveChannel changes, long from) {
        joinLeave = changes;
        nextChange = from;
    }

    long nextChange() {
        return nextChange;
    }

    /** The next entry has been written. */
    void toldChange() {
        nextChange++;
    }

    /** The same as {@link #enter} for a server-side one, which may begin before it is told who comes and goes. */
    void attend() {
        if (over) {
            return;
        }
        client.when(client.joinLeave().add(this), watching -> {
            enter();
            if (watching.failed()) {
                client.connection().after(ATTEND_AGAIN_MILLIS, this::attend);
            }
        });
    }

    /** The client knows that it is subscribed: from now on others see that it is in the channel. */
    void enter() {
        if (over || entered) {
            return;
        }
        entered = true;
        client.events().subscribed(client.id(), channel.value());
        if (client.node().presence().options(channel).isKept()) {
            present = true;
            client.node().presence().enter(channel, client.info(channel.value()));
        }
    }

    /** Says again that the client is subscribed, if it knows. */
    void list() {
        if (entered && !over) {
            client.events().subscribed(client.id(), channel.value());
        }
    }

    void pump() {
        if (subscription != null) {
            subscription.pump();
        }
        if (joinLeave != null) {
            joinLeave.pump(this);
        }
    }

    /**
     * Ends the subscription; nothing is delivered after this call.
     *
     * @param lost whether the client is likely to begin it again
     */
    void cancel(boolean lost) {
        if (over) {
            return;
        }
        over = true;
        if (joinLeave != null) {
            joinLeave.remove(this);
        }
        if (entered) {
            client.events().unsubscribed(client.id(), channel.value());
        }
        if (present) {
            client.node().presence().leave(channel, client.id(), lost);
        }
        if (subscription != null) {
            subscription.cancel();
        }
        if (number != null) {
            client.numbers().release(channel);
        }
    }

    /** Ends it and tells the client. */
    void unsubscribe(UnsubscribeCode why) {
        client.subscriptions().remove(this, why == UnsubscribeCode.INSUFFICIENT_STATE);
        client.replies()
                .write(out -> client.replies().encoder().unsubscribed(out, channel.value(), why.code(), why.reason()));
    }

    // From the hub.

    @Override
    public WireFormat format() {
        return number == null ? client.protocol().encoder().publications() : number.format(client.protocol());
    }

    @Override
    public FrameWriter writer() {
        return client.connection().writer();
    }

    @Override
    public void subscribed(Subscription begun, Position start) {
        if (command != null) {
            command.stands(start);
        }
    }

    @Override
    public void delayed(Subscription begun) {
        if (command != null) {
            command.delayed();
        }
    }

    @Override
    public void gap(Subscription begun, @Nullable Position after, Recovery.Unrecoverable gap) {
        insufficient();
    }

    @Override
    public void failed(Subscription begun, Throwable why) {
        if (command != null) {
            command.failed(why);
        } else {
            insufficient();
        }
    }

    /** Some joins or leaves can no longer be told. */
    void missedChanges() {
        if (isPending()) {
            fail(new Refusal(ErrorCode.BUSY, "more clients come to the channel and go than this client can be told"));
        } else {
            insufficient();
        }
    }

    /* The client subscribes again at once with its position, and is then told that it cannot recover everything. */
    void insufficient() {
        if (over || isPending()) {
            return;
        }
        if (serverSide) {
            client.disconnect(DisconnectCode.INSUFFICIENT_STATE);
        } else {
            unsubscribe(UnsubscribeCode.INSUFFICIENT_STATE);
        }
    }
}
