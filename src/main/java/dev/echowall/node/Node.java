package dev.echowall.node;

import dev.echowall.broker.Broker;
import dev.echowall.broker.ClusterView;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.hook.ConnectAnswer;
import dev.echowall.hook.ConnectEvent;
import dev.echowall.hook.Hooks;
import dev.echowall.hook.Requester;
import dev.echowall.hook.SubscribeAnswer;
import dev.echowall.identity.Access;
import dev.echowall.identity.Authenticator;
import dev.echowall.identity.Identity;
import dev.echowall.identity.Permissions;
import dev.echowall.identity.SubscriptionToken;
import dev.echowall.identity.SubscriptionVerdict;
import dev.echowall.identity.Verdict;
import dev.echowall.metrics.Metrics;
import dev.echowall.presence.Presence;
import dev.echowall.presence.Snapshot;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The use cases of this process: who may do what, asked once, here. May be called from any thread. */
public final class Node {
    /** Before ids, so that nobody can take an id before another one uses it. */
    private static final String SERVERS = "s:";

    private static final String ANYBODYS = "c:";

    private final String name;
    private final Namespaces namespaces;
    private final Authenticator authenticator;
    private final Permissions permissions;
    private final int messageBytes;
    private final long subscriptions;
    private final Broker broker;
    private final Drain drain;
    private final Metrics metrics;
    private final History history;
    private final Presence presence;
    private final Hooks hooks;

    /**
     * @param hooks the application, asked what the configuration leaves to it
     * @param messageBytes the most bytes of a payload
     * @param subscriptions the most subscriptions of all clients together
     */
    public Node(
            String name,
            Namespaces namespaces,
            Authenticator authenticator,
            Hooks hooks,
            int messageBytes,
            long subscriptions,
            Broker broker,
            Presence presence,
            Drain drain,
            Metrics metrics) {
        this.name = name;
        this.namespaces = namespaces;
        this.authenticator = authenticator;
        this.permissions = new Permissions(namespaces);
        this.messageBytes = messageBytes;
        this.subscriptions = subscriptions;
        this.broker = broker;
        this.drain = drain;
        this.metrics = metrics;
        this.history = new History(broker);
        this.presence = presence;
        this.hooks = hooks;
    }

    public String name() {
        return name;
    }

    public Drain drain() {
        return drain;
    }

    /**
     * Says who somebody is by his connection token; never fails.
     *
     * @return complete at once, unless a key has to be fetched; then it completes on the caller's context
     */
    public Future<Verdict> authenticate(String token) {
        return authenticator.connection(token);
    }

    /** Likewise what a subscription token permits. */
    public Future<SubscriptionVerdict> authenticateSubscription(String token) {
        return authenticator.subscription(token);
    }

    /** Whether who brings no token may come in at all ({@code auth.anonymous}). */
    public boolean anonymousAllowed() {
        return authenticator.anonymousAllowed();
    }

    /** Whether any key is configured, so that a token can be good at all. */
    public boolean verifiesTokens() {
        return authenticator.hasKeys();
    }

    /** What the application may be told about connections; nothing where it is asked nothing. */
    public Hooks hooks() {
        return hooks;
    }

    /** Whether the application says who it is that brings no token ({@code auth.connect-url}). */
    public boolean asksToConnect() {
        return hooks.connects();
    }

    /** Asks it. @return fails with a {@link Refusal} */
    public Future<ConnectAnswer> askToConnect(Requester from, ConnectEvent event) {
        return hooks.connect(from, event);
    }

    /** Whether the application says if he may subscribe there, when he brings no token for it ({@code subscribe-url}). */
    public boolean asksToSubscribe(Identity who, ChannelName channel) {
        return hooks.any() && permissions.asksToSubscribe(who, channel);
    }

    /**
     * Asks it.
     *
     * @param data for the application
     * @return fails with a {@link Refusal}
     */
    public Future<SubscribeAnswer> askToSubscribe(
            Requester from, Identity who, ChannelName channel, @Nullable Payload data) {
        Refusal refusal = refusalForNow();
        return refusal != null
                ? Future.failedFuture(refusal)
                : hooks.subscribe(namespaces.label(channel), from, who, channel.value(), data);
    }

    /** Whether the application answers calls ({@code hooks.rpc-url}). */
    public boolean answersRpc() {
        return hooks.answersRpc();
    }

    /**
     * Has the application answer a call, after those that the same client made before.
     *
     * @return what it returns, null for nothing; fails with a {@link Refusal}
     */
    public Future<@Nullable Payload> rpc(Requester from, Identity who, String method, @Nullable Payload data) {
        return from.inTurn(() -> hooks.rpc(from, who, method, data));
    }

    /**
     * Publishes for a client; acknowledged means kept by as many instances as it says. Where the application is asked first
     * ({@code publish-url}), publications of one connection keep their order.
     *
     * @param from what the application is told about the connection
     * @param subscribed whether he is subscribed there, on the same connection
     * @param mayCreate whether he may begin another channel
     * @return fails with a {@link Refusal}
     */
    public Future<Published> publish(
            Requester from,
            Identity who,
            ChannelName channel,
            Payload payload,
            @Nullable String id,
            boolean subscribed,
            boolean mayCreate) {
        return publish(from, who, channel, new Submission(payload, id), subscribed, mayCreate);
    }

    /** The same with all that can go along with a payload. */
    public Future<Published> publish(
            Requester from,
            Identity who,
            ChannelName channel,
            Submission submission,
            boolean subscribed,
            boolean mayCreate) {
        Refusal refusal =
                refusalToPublish(who, channel, subscribed, submission.payload().size());
        if (refusal != null) {
            metrics.refused(refusal.code().label());
            return Future.failedFuture(refusal);
        }
        String id = submission.id();
        Submission marked = id == null ? submission : submission.withId(marked(who, id));
        Creation creation = mayCreate ? Creation.BY_CLIENT : Creation.NONE;
        return permissions.asksToPublish(channel)
                ? publishAsAnswered(from, who, channel, marked, creation)
                : publish(channel, marked, creation);
    }

    /* The next one is asked about when this one is on its way to the stream, not when it has arrived there. */
    private Future<Published> publishAsAnswered(
            Requester from, Identity who, ChannelName channel, Submission wanted, Creation creation) {
        String namespace = namespaces.label(channel);
        return from.inTurn(() -> hooks.publish(namespace, from, who, channel.value(), wanted.payload())
                        .onFailure(this::count)
                        .map(answer -> publish(channel, answer.instead(wanted), creation)))
                .compose(Function.identity());
    }

    /**
     * Publishes for the server API or this process itself, which may publish anywhere.
     *
     * @return fails with a {@link Refusal}
     */
    public Future<Published> publishAsServer(ChannelName channel, Submission submission) {
        String id = submission.id();
        return publish(channel, id == null ? submission : submission.withId(SERVERS + id), Creation.BY_SERVER);
    }

    private Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
        Refusal refusal = refusalOfSize(submission.payload().size());
        if (refusal != null) {
            metrics.refused(refusal.code().label());
            return Future.failedFuture(refusal);
        }
        return broker.publish(channel, submission, creation).onComplete(done -> {
            if (done.succeeded()) {
                metrics.published(namespaces.label(channel));
            } else {
                count(done.cause());
            }
        });
    }

    private void count(Throwable why) {
        if (why instanceof Refusal refusal) {
            metrics.refused(refusal.code().label());
        }
    }

    /* With its length, so that no user's id and name are ever those of another. */
    private static String marked(Identity who, String id) {
        return who.isUser() ? "u" + id.length() + ":" + id + who.user() : ANYBODYS + id;
    }

    /** Which instances this one sees, and whether they are enough for anybody to publish. */
    public ClusterView attendance() {
        return broker.attendance();
    }

    /** Counts a refusal that was made before this node was asked. */
    public void refused(Refusal refusal) {
        metrics.refused(refusal.code().label());
    }

    /**
     * Why he may not publish so many bytes there, or null when he may.
     *
     * @param subscribed whether he is subscribed there, on the same connection
     */
    public @Nullable Refusal refusalToPublish(Identity who, ChannelName channel, boolean subscribed, int bytes) {
        Refusal refusal = permissions.toPublish(who, channel, subscribed);
        return refusal == null ? refusalOfSize(bytes) : refusal;
    }

    private @Nullable Refusal refusalOfSize(int bytes) {
        return bytes <= messageBytes
                ? null
                : new Refusal(ErrorCode.TOO_BIG, "a payload has at most " + messageBytes + " bytes, this one " + bytes);
    }

    /**
     * Why he may not subscribe there now, or null when he may.
     *
     * @param token verified, if he brought one for this subscription
     */
    public @Nullable Refusal refusalToSubscribe(Identity who, ChannelName channel, @Nullable SubscriptionToken token) {
        Refusal refusal = permissions.toSubscribe(who, channel, token);
        return refusal == null ? refusalForNow() : refusal;
    }

    private @Nullable Refusal refusalForNow() {
        Refusal refusal = refusalToEnter();
        if (refusal == null && metrics.subscriptions() >= subscriptions) {
            refusal = new Refusal(
                    ErrorCode.TOO_MANY,
                    "node " + name + " has " + subscriptions + " subscriptions, no more are allowed"
                            + " (limits.subscriptions)");
        }
        return refusal;
    }

    /** Whether what is published there can be read again. */
    public boolean keepsHistory(ChannelName channel) {
        ChannelOptions options = namespaces.of(channel);
        return options.historySize() > 0 && options.historyBytes() > 0;
    }

    /**
     * What the channel keeps, a page of it.
     *
     * @param limit publications at most; 0 for none, where only the channel's position is wanted; negative is as many as
     *     a page has
     * @param since where to go on from, not included; null is from the oldest kept, or backwards from the newest
     * @param reverse whether to go backwards, the newest first
     * @return fails with a {@link Refusal}, {@code UNRECOVERABLE} when since is of another life of the stream
     */
    public Future<HistoryPage> history(ChannelName channel, int limit, @Nullable Position since, boolean reverse) {
        return history.read(channel, limit, since, reverse);
    }

    /** Removes all publications that the channel keeps, for the server API; as {@link Broker#removeHistory}. */
    public Future<Void> removeHistory(ChannelName channel) {
        return broker.removeHistory(channel);
    }

    /** Why he may not read what the channel keeps, or null when he may. */
    public @Nullable Refusal refusalToReadHistory(Identity who, ChannelName channel, boolean subscribed) {
        return permissions.toReadHistory(who, channel, subscribed);
    }

    /** Who is in the channels; does not ask who may know it. */
    public Presence presence() {
        return presence;
    }

    /**
     * Who is in the channel, for the server API or somebody who may see it.
     *
     * @return as {@link Presence#snapshot}; fails with {@code NOT_AVAILABLE} where that is not kept
     */
    public Future<Snapshot> presence(ChannelName channel, String after, int limit) {
        if (!presence.options(channel).presence()) {
            return Future.failedFuture(new Refusal(
                    ErrorCode.NOT_AVAILABLE,
                    "who is in channel " + channel + " is not told (channels." + namespaces.label(channel)
                            + ".presence)"));
        }
        return presence.snapshot(channel, after, limit);
    }

    /** Why he may not see who is in the channel, or null when he may. */
    public @Nullable Refusal refusalToSeePresence(Identity who, ChannelName channel, boolean subscribed) {
        return permissions.toSeePresence(who, channel, subscribed);
    }

    /** What he may do in a channel and what decides it, for whom it is to be explained to. */
    public Access access(Identity who, ChannelName channel) {
        return permissions.access(who, channel);
    }

    /** Why nobody may come now, whatever for, or null when one may. */
    public @Nullable Refusal refusalToEnter() {
        if (drain.started()) {
            return new Refusal(ErrorCode.DRAINING, "node " + name + " is about to stop, another one will answer");
        }
        return null;
    }
}
