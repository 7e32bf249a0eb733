package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.hook.SubscribeAnswer;
import dev.echowall.identity.Authenticator;
import dev.echowall.identity.SubscriptionToken;
import dev.echowall.identity.SubscriptionVerdict;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.SubscribeRequest;
import dev.echowall.protocol.centrifugal.SubscribeResult;
import dev.echowall.stream.Recovery;
import io.vertx.core.AsyncResult;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A subscribe command, from its arrival to its answer. There is exactly one answer in every case. */
final class SubscribeCommand implements SubscriptionStart {
    /** The most bytes of encoded publications in a reply; those after them are sent as pushes. */
    static final int PAGE_BYTES = 192 * 1024;

    /** After five seconds without an answer, an SDK gives up the whole connection. */
    private static final long TIMEOUT_MILLIS = 4_000;

    private final ClientContext client;
    private final int id;
    private final SubscribeRequest request;
    private final ClientSubscription subscription;
    /** Cancelled with the answer, because a client can send very many commands before it would fire. */
    private final Future<?> timeout;
    /** Whether the application has permitted it. */
    private boolean decided;

    private SubscribeCommand(ClientContext client, int id, SubscribeRequest request, ChannelName channel) {
        this.client = client;
        this.id = id;
        this.request = request;
        boolean compacted = request.has(SubscribeRequest.COMPACTION) && client.readsNumbers();
        this.subscription = new ClientSubscription(client, channel, false, this, compacted);
        this.timeout = client.connection().timer(TIMEOUT_MILLIS, this::overdue);
    }

    static void run(ClientContext client, int id, SubscribeRequest request, ChannelName channel) {
        Refusal refusal = refusal(client, request);
        if (refusal != null) {
            client.refuse(id, refusal);
            return;
        }
        SubscribeCommand command = new SubscribeCommand(client, id, request, channel);
        client.subscriptions().add(command.subscription);
        client.begin();
        command.authenticate();
    }

    private static @Nullable Refusal refusal(ClientContext client, SubscribeRequest request) {
        if (request.type() != 0) {
            return new Refusal(ErrorCode.NOT_AVAILABLE, "channels are streams; there are no other types here");
        }
        if (request.filtered()) {
            return new Refusal(ErrorCode.BAD_REQUEST, "publications cannot be filtered here");
        }
        if (client.subscriptions().get(request.channel()) != null) {
            return new Refusal(ErrorCode.ALREADY_SUBSCRIBED, "already subscribed to channel " + request.channel());
        }
        int limit = client.options().channelsPerConnection();
        return client.subscriptions().size() < limit
                ? null
                : new Refusal(
                        ErrorCode.LIMIT_EXCEEDED,
                        "a connection has at most " + limit + " channels (limits.channels-per-connection)");
    }

    private void authenticate() {
        if (!request.token().isEmpty()) {
            client.when(client.node().authenticateSubscription(request.token()), this::verified);
        } else if (client.node().asksToSubscribe(client.identity(), subscription.channel())) {
            client.when(
                    client.node()
                            .askToSubscribe(
                                    client.requester(), client.identity(), subscription.channel(), request.data()),
                    this::answered);
        } else {
            permit(null);
        }
    }

    /* The application has decided. */
    private void answered(AsyncResult<SubscribeAnswer> answer) {
        if (answer.failed()) {
            refuse(answer.cause());
        } else {
            subscription.permit(answer.result());
            decided = true;
            permit(null);
        }
    }

    private void verified(AsyncResult<SubscriptionVerdict> answer) {
        if (answer.failed()) {
            refuse(answer.cause());
        } else if (answer.result() instanceof SubscriptionVerdict.Accepted accepted) {
            permit(accepted.token());
        } else if (answer.result() instanceof SubscriptionVerdict.Expired) {
            refuse(new Refusal(ErrorCode.TOKEN_EXPIRED, "the subscription token has expired"));
        } else if (answer.result() instanceof SubscriptionVerdict.Unavailable) {
            refuse(Authenticator.KEYS_UNAVAILABLE);
        } else {
            refuse(new Refusal(ErrorCode.PERMISSION_DENIED, "the subscription token is not valid"));
        }
    }

    private void permit(@Nullable SubscriptionToken token) {
        if (!subscription.isPending()) {
            return; // too late
        }
        Refusal refusal =
                decided ? null : client.node().refusalToSubscribe(client.identity(), subscription.channel(), token);
        boolean another = token != null && !token.isFor(client.id());
        if (another || (token != null && ErrorCode.UNAUTHORIZED.isReason(refusal))) {
            client.disconnect(DisconnectCode.INVALID_TOKEN); // of another channel, user or connection
        } else if (refusal != null) {
            refuse(refusal);
        } else {
            if (token != null) {
                subscription.permit(token.info(), token.expiresAt());
            }
            watch();
        }
    }

    /* Before it begins, so that the client is told of everybody who comes afterwards, and of itself. */
    private void watch() {
        if (!request.joinLeave()) {
            begin();
            return;
        }
        client.when(client.joinLeave().add(subscription), watching -> {
            if (!subscription.isPending()) {
                return;
            }
            if (watching.failed()) {
                failed(watching.cause());
            } else {
                begin();
            }
        });
    }

    private void begin() {
        if (!request.recover()) {
            subscription.begin(null);
            return;
        }
        client.reads()
                .read(
                        () -> client.hub()
                                .recover(subscription.channel(), request.from().orForeign()),
                        answer -> {
                            if (answer.failed()) {
                                refuse(answer.cause());
                            } else {
                                recover(answer.result());
                            }
                        });
    }

    private void recover(Recovery answer) {
        if (!subscription.isPending()) {
            return;
        }
        RecoveredPage page =
                RecoveredPage.of(answer, request.from(), client.replies().encoder(), PAGE_BYTES);
        if (!page.recovered() && request.has(SubscribeRequest.REJECT_UNRECOVERED)) {
            refuse(new Refusal(
                    ErrorCode.UNRECOVERABLE,
                    "what channel " + subscription.channel() + " had after that position is no longer kept"));
            return;
        }
        accept(page);
        subscription.begin(page.after());
        client.finish();
    }

    @Override
    public void stands(Position start) {
        accept(new RecoveredPage(start, false, List.of(), start));
        client.finish();
    }

    /** The channel's position cannot be determined now; the SDK will try again. */
    @Override
    public void delayed() {
        refuse(new Refusal(ErrorCode.NO_QUORUM, "this node sees too few members of its cluster (cluster.quorum)"));
    }

    @Override
    public void failed(Throwable why) {
        refuse(why instanceof Refusal ? why : new Refusal(ErrorCode.INTERNAL, "the subscription failed"));
    }

    private void overdue() {
        refuse(new Refusal(ErrorCode.INTERNAL, "nothing was heard of the channel in time"));
    }

    private void accept(RecoveredPage page) {
        answered();
        SubscribeResult result = result(client, subscription, page, request.recover());
        client.replies().write(out -> client.replies().encoder().subscribe(out, id, result));
        subscription.enter();
    }

    static SubscribeResult result(
            ClientContext client, ClientSubscription subscription, RecoveredPage page, boolean recovering) {
        boolean keeps = client.node().keepsHistory(subscription.channel());
        long expiresAt = subscription.renewedAt();
        return new SubscribeResult(
                expiresAt != 0,
                TokenTime.ttl(expiresAt),
                keeps,
                keeps,
                page.told(),
                recovering,
                recovering && page.recovered(),
                page.publications(),
                subscription.number(),
                subscription.takeData());
    }

    private void answered() {
        timeout.cancel(false);
        subscription.answered();
    }

    private void refuse(Throwable why) {
        if (!subscription.isPending()) {
            return;
        }
        answered();
        client.subscriptions().remove(subscription, false);
        client.refuse(id, why);
        client.finish();
    }
}
