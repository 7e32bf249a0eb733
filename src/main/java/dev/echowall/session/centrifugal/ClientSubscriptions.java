package dev.echowall.session.centrifugal;

import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.UnsubscribeCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one client by channel, including those that have not been answered yet. */
final class ClientSubscriptions {
    private static final int USUAL = 2;

    private final Map<String, ClientSubscription> byChannel = new HashMap<>(USUAL);

    int size() {
        return byChannel.size();
    }

    @Nullable
    ClientSubscription get(String channel) {
        return byChannel.get(channel);
    }

    /** Whether the client is subscribed to the channel and has been told so. */
    boolean isSubscribed(String channel) {
        ClientSubscription subscription = byChannel.get(channel);
        return subscription != null && !subscription.isPending();
    }

    void add(ClientSubscription subscription) {
        byChannel.put(subscription.channel().value(), subscription);
    }

    /**
     * Ends it without telling the client.
     *
     * @param lost whether the client is likely to begin it again
     */
    void remove(ClientSubscription subscription, boolean lost) {
        byChannel.remove(subscription.channel().value(), subscription);
        subscription.cancel(lost);
    }

    /** The subscription to a channel, if there is one; all for "". A copy. */
    List<ClientSubscription> matching(String channel) {
        if (channel.isEmpty()) {
            return List.copyOf(byChannel.values());
        }
        ClientSubscription subscription = byChannel.get(channel);
        return subscription == null ? List.of() : List.of(subscription);
    }

    /** The socket accepts bytes again. */
    void pump() {
        // A subscription that finds a gap removes itself.
        List.copyOf(byChannel.values()).forEach(ClientSubscription::pump);
    }

    /** Ends those whose tokens have expired and were not renewed. */
    void expire(ClientContext client, long now) {
        for (ClientSubscription each : List.copyOf(byChannel.values())) {
            if (each.expiresAt() == 0 || each.isPending()) {
                continue;
            }
            long deadline = each.deadline();
            if (deadline > now) {
                client.expiry().at(deadline);
            } else if (each.isServerSide()) {
                client.disconnect(DisconnectCode.SUBSCRIPTION_EXPIRED);
                return;
            } else {
                each.unsubscribe(UnsubscribeCode.EXPIRED);
            }
        }
    }

    /** Those that the clients know of are said again to those who record sessions. */
    void list() {
        byChannel.values().forEach(ClientSubscription::list);
    }

    void close(boolean lost) {
        byChannel.values().forEach(each -> each.cancel(lost));
        byChannel.clear();
    }
}
