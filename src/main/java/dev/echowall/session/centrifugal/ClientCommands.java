package dev.echowall.session.centrifugal;

import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.identity.Authenticator;
import dev.echowall.identity.Identity;
import dev.echowall.identity.SubscriptionToken;
import dev.echowall.identity.SubscriptionVerdict;
import dev.echowall.identity.Verdict;
import dev.echowall.node.HistoryPage;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.Command;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.ReplyEncoder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The commands of a connected client, apart from those for subscriptions. Each is answered once or ends the connection. */
final class ClientCommands {
    private final ClientContext client;

    ClientCommands(ClientContext client) {
        this.client = client;
    }

    void run(Command command) {
        if (command instanceof Command.Subscribe subscribe) {
            in(
                    subscribe.id(),
                    subscribe.request().channel(),
                    channel -> SubscribeCommand.run(client, subscribe.id(), subscribe.request(), channel));
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            unsubscribe(unsubscribe);
        } else if (command instanceof Command.Publish publish) {
            in(publish.id(), publish.channel(), channel -> publish(publish, channel));
        } else if (command instanceof Command.History history) {
            in(history.id(), history.channel(), channel -> history(history, channel));
        } else if (command instanceof Command.Presence presence) {
            in(presence.id(), presence.channel(), channel -> PresenceCommand.list(client, presence.id(), channel));
        } else if (command instanceof Command.PresenceStats stats) {
            in(stats.id(), stats.channel(), channel -> PresenceCommand.count(client, stats.id(), channel));
        } else if (command instanceof Command.Refresh refresh) {
            refresh(refresh);
        } else if (command instanceof Command.SubRefresh refresh) {
            in(refresh.id(), refresh.channel(), channel -> refresh(refresh, channel));
        } else if (command instanceof Command.Rpc rpc) {
            rpc(rpc);
        } else if (command instanceof Command.Ping ping) {
            notAvailable(ping.id(), "a ping of the client's");
        } else if (command instanceof Command.Send) {
            client.disconnect(DisconnectCode.NOT_AVAILABLE);
        } else if (!(command instanceof Command.Pong)) {
            client.disconnect(DisconnectCode.BAD_REQUEST); // a second connect, or an unknown method
        }
    }

    private void in(int id, String name, Consumer<ChannelName> then) {
        if (name.isEmpty()) {
            client.disconnect(DisconnectCode.BAD_REQUEST);
            return;
        }
        ChannelName channel;
        try {
            channel = ChannelName.of(name);
        } catch (IllegalArgumentException e) {
            client.refuse(id, new Refusal(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage())));
            return;
        }
        then.accept(channel);
    }

    private void unsubscribe(Command.Unsubscribe command) {
        if (command.channel().isEmpty()) {
            client.disconnect(DisconnectCode.BAD_REQUEST);
            return;
        }
        ClientSubscription subscription = client.subscriptions().get(command.channel());
        if (subscription != null) {
            client.subscriptions().remove(subscription, false);
        }
        client.replies().write(out -> encoder().unsubscribe(out, command.id()));
    }

    private void publish(Command.Publish command, ChannelName channel) {
        Payload data = command.data();
        if (data == null) {
            client.refuse(command.id(), new Refusal(ErrorCode.BAD_REQUEST, "there is nothing to publish"));
            return;
        }
        Refusal refusal = client.allowance().publication();
        if (refusal != null) {
            client.refuse(command.id(), refusal);
            return;
        }
        boolean subscribed = client.subscriptions().isSubscribed(channel.value());
        boolean mayCreate = client.allowance().mayCreate();
        Submission submission = new Submission(data, null, client.info(channel.value()), Map.of());
        client.when(
                client.node()
                        .publish(client.requester(), client.identity(), channel, submission, subscribed, mayCreate)
                        .onSuccess(client.allowance()::published),
                done -> {
                    if (done.succeeded()) {
                        client.replies().write(out -> encoder().publish(out, command.id()));
                    } else {
                        client.error(command.id(), done.cause()); // the node has counted it
                    }
                });
    }

    private void rpc(Command.Rpc command) {
        if (!client.node().answersRpc()) {
            notAvailable(command.id(), "rpc");
            return;
        }
        client.when(
                client.node().rpc(client.requester(), client.identity(), command.method(), command.data()), done -> {
                    if (done.succeeded()) {
                        client.replies().write(out -> encoder().rpc(out, command.id(), done.result()));
                    } else {
                        client.refuse(command.id(), done.cause());
                    }
                });
    }

    private void history(Command.History command, ChannelName channel) {
        boolean subscribed = client.subscriptions().isSubscribed(channel.value());
        Refusal refusal = client.node().refusalToReadHistory(client.identity(), channel, subscribed);
        if (refusal != null) {
            client.refuse(command.id(), refusal);
        } else if (!client.node().keepsHistory(channel)) {
            notAvailable(command.id(), "the history of channel " + channel);
        } else if (command.reverse()
                && command.since() != null
                && command.since().offset() == 0) {
            client.refuse(command.id(), new Refusal(ErrorCode.BAD_REQUEST, "nothing comes before offset 0"));
        } else {
            client.reads()
                    .read(
                            () -> client.node().history(channel, command.limit(), command.since(), command.reverse()),
                            done -> {
                                if (done.failed()) {
                                    client.refuse(command.id(), done.cause());
                                } else {
                                    answer(command.id(), done.result());
                                }
                            });
        }
    }

    private void answer(int id, HistoryPage page) {
        List<Publication> fitting = RecoveredPage.fitting(page.publications(), encoder(), SubscribeCommand.PAGE_BYTES);
        client.replies().write(out -> encoder().history(out, id, fitting, page.top()));
    }

    private void refresh(Command.Refresh command) {
        if (client.identity().expiresAt() == 0 || command.token().isEmpty()) {
            client.disconnect(DisconnectCode.BAD_REQUEST);
            return;
        }
        client.when(client.node().authenticate(command.token()), done -> {
            if (done.result() instanceof Verdict.Unavailable) {
                client.refuse(command.id(), Authenticator.KEYS_UNAVAILABLE);
                return;
            }
            DisconnectCode end = end(done.result());
            if (end != null) {
                client.disconnect(end);
                return;
            }
            long expiresAt = client.identity().expiresAt();
            client.replies()
                    .write(out -> encoder()
                            .refresh(
                                    out,
                                    command.id(),
                                    client.id(),
                                    client.options().version(),
                                    expiresAt != 0,
                                    TokenTime.ttl(expiresAt)));
        });
    }

    /** Why the new token ends the connection; null if it was accepted. */
    private @Nullable DisconnectCode end(@Nullable Verdict verdict) {
        if (verdict instanceof Verdict.Expired) {
            return DisconnectCode.EXPIRED;
        }
        if (!(verdict instanceof Verdict.Accepted accepted)
                || !accepted.identity().user().equals(client.identity().user())) {
            return DisconnectCode.INVALID_TOKEN;
        }
        Identity before = client.identity();
        if (!ConnectCommand.serverSide(client, before).equals(ConnectCommand.serverSide(client, accepted.identity()))) {
            return DisconnectCode.INSUFFICIENT_STATE;
        }
        client.identify(accepted.identity());
        return null;
    }

    private void refresh(Command.SubRefresh command, ChannelName channel) {
        ClientSubscription subscription = client.subscriptions().get(channel.value());
        if (subscription == null || subscription.isPending()) {
            client.refuse(
                    command.id(), new Refusal(ErrorCode.PERMISSION_DENIED, "not subscribed to channel " + channel));
        } else if (command.token().isEmpty()) {
            client.refuse(command.id(), new Refusal(ErrorCode.BAD_REQUEST, "a token is missing"));
        } else {
            client.when(client.node().authenticateSubscription(command.token()), done -> {
                if (done.result() instanceof SubscriptionVerdict.Expired) {
                    client.refuse(
                            command.id(), new Refusal(ErrorCode.TOKEN_EXPIRED, "the subscription token has expired"));
                } else if (done.result() instanceof SubscriptionVerdict.Unavailable) {
                    client.refuse(command.id(), Authenticator.KEYS_UNAVAILABLE);
                } else if (done.result() instanceof SubscriptionVerdict.Accepted accepted
                        && renews(accepted.token(), channel)) {
                    renew(command.id(), subscription, accepted.token());
                } else {
                    client.disconnect(DisconnectCode.INVALID_TOKEN);
                }
            });
        }
    }

    private boolean renews(SubscriptionToken token, ChannelName channel) {
        return token.isFor(client.id()) && client.node().refusalToSubscribe(client.identity(), channel, token) == null;
    }

    private void renew(int id, ClientSubscription subscription, SubscriptionToken token) {
        subscription.permit(token.info(), token.expiresAt());
        boolean expires = token.expiresAt() != 0;
        client.replies().write(out -> encoder().subRefresh(out, id, expires, TokenTime.ttl(token.expiresAt())));
    }

    private void notAvailable(int id, String what) {
        client.refuse(id, new Refusal(ErrorCode.NOT_AVAILABLE, what + " is not to be had here"));
    }

    private ReplyEncoder encoder() {
        return client.replies().encoder();
    }
}
