package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.presence.Snapshot;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.ReplyEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The commands that ask who is in a channel. */
final class PresenceCommand {
    /** The most clients in a reply. SDKs and proxies refuse messages of more than a megabyte. */
    private static final int MAX_CLIENTS = 5_000;

    /** The same in bytes, as an estimate of what they are when they are encoded. */
    private static final int MAX_BYTES = 1 << 20;

    private PresenceCommand() {}

    static void list(ClientContext client, int id, ChannelName channel) {
        read(client, id, channel, MAX_CLIENTS, found -> {
            Map<String, ClientInfo> clients = new LinkedHashMap<>();
            long bytes = 0;
            for (ClientInfo each : found.clients()) {
                clients.put(each.client(), each);
                bytes += each.size();
            }
            if (found.more() || bytes > MAX_BYTES) {
                client.refuse(
                        id,
                        new Refusal(
                                ErrorCode.LIMIT_EXCEEDED,
                                found.connections() + " clients are too many for one reply: ask for presence_stats, or"
                                        + " for GET /presence/" + channel + ", page by page"));
            } else {
                client.replies().write(out -> encoder(client).presence(out, id, clients));
            }
        });
    }

    static void count(ClientContext client, int id, ChannelName channel) {
        read(
                client,
                id,
                channel,
                0,
                found -> client.replies()
                        .write(out -> encoder(client).presenceStats(out, id, found.connections(), found.users())));
    }

    private static void read(ClientContext client, int id, ChannelName channel, int limit, Consumer<Snapshot> answer) {
        boolean subscribed = client.subscriptions().isSubscribed(channel.value());
        @Nullable Refusal refusal = client.node().refusalToSeePresence(client.identity(), channel, subscribed);
        if (refusal != null) {
            client.refuse(id, refusal);
            return;
        }
        client.when(client.node().presence(channel, "", limit), done -> {
            if (done.failed()) {
                client.refuse(id, done.cause());
            } else {
                answer.accept(done.result());
            }
        });
    }

    private static ReplyEncoder encoder(ClientContext client) {
        return client.replies().encoder();
    }
}
