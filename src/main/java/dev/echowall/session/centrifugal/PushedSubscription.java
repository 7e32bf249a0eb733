package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.node.SessionCommand.Subscribe;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import io.vertx.core.AsyncResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server-side subscription that begins while the client is connected. The client is told by a push. */
final class PushedSubscription implements SubscriptionStart {
    private static final long TIMEOUT_MILLIS = 4_000;
    private static final Logger log = LoggerFactory.getLogger(PushedSubscription.class);

    private final ClientContext client;
    private final @Nullable Payload data;
    private final ClientSubscription subscription;

    private PushedSubscription(ClientContext client, Subscribe request) {
        this.client = client;
        this.data = request.data();
        this.subscription = new ClientSubscription(client, request.channel(), true, this, false);
    }

    /** Returns false if the client is subscribed already, or has as many subscriptions as it may have. */
    static boolean begin(ClientContext client, Subscribe request) {
        ChannelName channel = request.channel();
        if (client.subscriptions().get(channel.value()) != null
                || client.subscriptions().size() >= client.options().channelsPerConnection()) {
            return false;
        }
        PushedSubscription pushed = new PushedSubscription(client, request);
        pushed.subscription.permit(request.info(), request.expireAt());
        client.subscriptions().add(pushed.subscription);
        client.begin();
        client.connection().after(TIMEOUT_MILLIS, pushed::overdue);
        Position since = request.since();
        if (since == null) {
            pushed.subscription.begin(null);
        } else {
            client.reads()
                    .read(() -> client.hub().recover(channel, since.orForeign()), answer -> pushed.read(answer, since));
        }
        return true;
    }

    private void read(AsyncResult<Recovery> answer, Position since) {
        if (!subscription.isPending()) {
            return;
        }
        if (answer.failed()) {
            failed(answer.cause());
        } else {
            boolean kept = answer.result() instanceof Recovery.Recovered;
            subscription.begin(kept ? new Position(answer.result().epoch(), since.offset()) : null);
        }
    }

    @Override
    public void stands(Position start) {
        subscription.answered();
        boolean keeps = client.node().keepsHistory(subscription.channel());
        client.replies()
                .write(out -> client.replies()
                        .encoder()
                        .subscribed(out, subscription.channel().value(), keeps, keeps, start, data));
        subscription.attend();
        client.finish();
    }

    @Override
    public void delayed() {
        failed(new Refusal(ErrorCode.NO_QUORUM, "this node sees too few members of its cluster (cluster.quorum)"));
    }

    @Override
    public void failed(Throwable why) {
        if (!subscription.isPending()) {
            return;
        }
        subscription.answered();
        client.subscriptions().remove(subscription, false);
        log.atInfo()
                .addKeyValue("connection", client.connection().id())
                .addKeyValue("channel", subscription.channel())
                .log("a subscription by the server API did not begin: {}", why.getMessage());
        client.finish();
    }

    private void overdue() {
        failed(new Refusal(ErrorCode.INTERNAL, "nothing was heard of the channel in time"));
    }
}
