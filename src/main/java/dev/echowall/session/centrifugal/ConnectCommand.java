package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.hook.ConnectAnswer;
import dev.echowall.hook.ConnectEvent;
import dev.echowall.identity.Authenticator;
import dev.echowall.identity.Identity;
import dev.echowall.identity.Verdict;
import dev.echowall.protocol.Disconnection;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.Command.Connect;
import dev.echowall.protocol.centrifugal.ConnectResult;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.SubscribeRequest;
import dev.echowall.protocol.centrifugal.SubscribeResult;
import dev.echowall.stream.Recovery;
import io.vertx.core.AsyncResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connect command: determines who the client is, and begins its server-side subscriptions. */
final class ConnectCommand {
    private final ClientContext client;
    private final Connect command;
    private final Outcome outcome;
    /** Whether the client has a token, which it can renew. */
    private boolean renewable = true;

    /** The application's, for the client. */
    private @Nullable Payload data;

    /** The outcome of the connect, unless the connection was ended. */
    interface Outcome {
        void connected();

        /** The client was sent an error. */
        void refused();
    }

    private ConnectCommand(ClientContext client, Connect command, Outcome outcome) {
        this.client = client;
        this.command = command;
        this.outcome = outcome;
    }

    static void run(ClientContext client, Connect command, Outcome outcome) {
        new ConnectCommand(client, command, outcome).authenticate();
    }

    private void authenticate() {
        client.named(command.name());
        if (!command.token().isEmpty()) {
            client.when(client.node().authenticate(command.token()), this::verified);
        } else if (client.node().asksToConnect()) {
            List<String> before = List.copyOf(command.subs().keySet());
            ConnectEvent event = new ConnectEvent(command.name(), command.version(), before, command.data());
            client.when(client.node().askToConnect(client.requester(), event), this::answered);
        } else if (client.node().anonymousAllowed()) {
            enter(Identity.ANONYMOUS);
        } else {
            client.disconnect(DisconnectCode.BAD_REQUEST);
        }
    }

    private void verified(AsyncResult<Verdict> answer) {
        if (answer.failed()) {
            refuse(answer.cause());
        } else if (answer.result() instanceof Verdict.Accepted accepted) {
            enter(accepted.identity());
        } else if (answer.result() instanceof Verdict.Expired) {
            refuse(new Refusal(ErrorCode.TOKEN_EXPIRED, "the token has expired"));
        } else if (answer.result() instanceof Verdict.Unavailable) {
            refuse(Authenticator.KEYS_UNAVAILABLE);
        } else {
            client.disconnect(DisconnectCode.INVALID_TOKEN);
        }
    }

    /* The client is not told when that ends, because it has no token to renew: it connects again then. */
    private void answered(AsyncResult<ConnectAnswer> answer) {
        if (answer.failed()) {
            refuse(answer.cause());
            return;
        }
        data = answer.result().data();
        renewable = false;
        enter(answer.result().identity());
    }

    private void enter(Identity identity) {
        if (!client.options().users().enter(identity.user())) {
            client.disconnect(DisconnectCode.CONNECTION_LIMIT);
            return;
        }
        client.identify(identity, renewable);
        Set<String> names = serverSide(client, identity);
        if (names.isEmpty()) {
            answer(List.of(), List.of());
        } else if (names.size() > client.options().channelsPerConnection()) {
            client.disconnect(DisconnectCode.CHANNEL_LIMIT);
        } else {
            try {
                position(names.stream().map(ChannelName::of).toList());
            } catch (IllegalArgumentException e) {
                refuse(new Refusal(
                        ErrorCode.BAD_REQUEST, "the token names a channel that cannot be: " + e.getMessage()));
            }
        }
    }

    /** The channels of the user's server-side subscriptions. */
    static Set<String> serverSide(ClientContext client, Identity identity) {
        Set<String> names = new LinkedHashSet<>(identity.channels());
        if (client.options().personalChannel() && identity.isUser()) {
            names.add("#" + identity.user());
        }
        return names;
    }

    private void position(List<ChannelName> channels) {
        for (ChannelName channel : channels) {
            Refusal refusal = client.node().refusalToSubscribe(client.identity(), channel, null);
            if (refusal != null) {
                refuse(refusal);
                return;
            }
        }
        read(channels, new ArrayList<>(), SubscribeCommand.PAGE_BYTES);
    }

    /** Reads one channel after the other, so that no more is in memory than fits into the reply. */
    private void read(List<ChannelName> channels, List<RecoveredPage> pages, int room) {
        if (pages.size() == channels.size()) {
            answer(channels, pages);
            return;
        }
        ChannelName channel = channels.get(pages.size());
        client.reads().read(() -> client.hub().recover(channel, from(channel).orForeign()), answer -> {
            if (answer.failed()) {
                refuse(answer.cause());
                return;
            }
            RecoveredPage page = page(channel, answer.result(), room);
            pages.add(page);
            read(channels, pages, room - page.size(client.replies().encoder()));
        });
    }

    /* What does not fit into the reply is sent as pushes. */
    private RecoveredPage page(ChannelName channel, Recovery answer, int room) {
        return recovering(channel) == null
                ? RecoveredPage.atTop(answer)
                : RecoveredPage.of(answer, from(channel), client.replies().encoder(), room);
    }

    private Position from(ChannelName channel) {
        SubscribeRequest request = recovering(channel);
        return request == null ? Position.FOREIGN : request.from();
    }

    private @Nullable SubscribeRequest recovering(ChannelName channel) {
        SubscribeRequest request = command.subs().get(channel.value());
        return request != null && request.recover() ? request : null;
    }

    private void answer(List<ChannelName> channels, List<RecoveredPage> pages) {
        Map<String, SubscribeResult> results = new LinkedHashMap<>();
        List<ClientSubscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            ChannelName channel = channels.get(i);
            ClientSubscription subscription = new ClientSubscription(client, channel, true, null, false);
            client.subscriptions().add(subscription);
            subscriptions.add(subscription);
            boolean recovers = recovering(channel) != null;
            results.put(channel.value(), SubscribeCommand.result(client, subscription, pages.get(i), recovers));
        }
        long expiresAt = renewable ? client.identity().expiresAt() : 0;
        client.replies()
                .write(out -> client.replies()
                        .encoder()
                        .connect(
                                out,
                                command.id(),
                                new ConnectResult(
                                        client.id(),
                                        client.options().version(),
                                        expiresAt != 0,
                                        TokenTime.ttl(expiresAt),
                                        results,
                                        client.pingSeconds(),
                                        client.pingSeconds() > 0,
                                        data)));
        client.entered();
        for (int i = 0; i < subscriptions.size(); i++) {
            subscriptions.get(i).begin(pages.get(i).after());
            subscriptions.get(i).attend();
        }
        outcome.connected();
    }

    private void refuse(Throwable why) {
        client.refuse(command.id(), why);
        if (!(why instanceof Disconnection)) {
            outcome.refused();
        }
    }
}
