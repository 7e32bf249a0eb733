package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.presence.Presence;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** The channels of one event loop whose subscribers are told who comes and goes. Confined to it. */
final class JoinLeaveChannels {
    /** The most bytes that wait for the slow sockets of all channels together. */
    private static final long MAX_BYTES = 4 << 20;

    private final Presence presence;
    private final Context eventLoop;
    private final Map<ChannelName, JoinLeaveChannel> channels = new HashMap<>();
    private long waitingBytes;

    JoinLeaveChannels(Presence presence, Context eventLoop) {
        this.presence = presence;
        this.eventLoop = eventLoop;
    }

    /** Whether subscribers of the channel are told ({@code join-leave}). */
    boolean isTold(ChannelName channel) {
        return presence.options(channel).joinLeave();
    }

    /**
     * Tells the subscriber who comes and goes, if that is told in its channel.
     *
     * @return completes when nothing is missed any more
     */
    Future<Void> add(ClientSubscription subscription) {
        if (!isTold(subscription.channel())) {
            return Future.succeededFuture();
        }
        JoinLeaveChannel channel =
                channels.computeIfAbsent(subscription.channel(), name -> new JoinLeaveChannel(this, name));
        channel.add(subscription);
        return channel.ready().onFailure(refused -> remove(channel));
    }

    /** So many bytes more wait for slow sockets. */
    void waiting(int bytes) {
        waitingBytes += bytes;
    }

    boolean isFull() {
        return waitingBytes > MAX_BYTES;
    }

    Future<Void> watch(ChannelName channel, JoinLeaveChannel listener) {
        return presence.watch(channel, listener, eventLoop);
    }

    void remove(JoinLeaveChannel channel) {
        if (channels.remove(channel.channel(), channel)) {
            presence.unwatch(channel.channel(), channel);
        }
    }
}
