package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the publications of each channel in one order, stores the channel's history, and carries publications to all
 * nodes.
 *
 * <p>May be called from any thread. Futures complete on the caller's context, if it has one, and fail with a {@link
 * dev.echowall.protocol.Refusal} that says what happened.
 */
public interface Broker {
    /**
     * Publishes a submission to a channel. Publications of one caller to a channel are accepted in the order of the
     * calls.
     *
     * @param creation whether the publication may create the channel's stream
     */
    Future<Published> publish(ChannelName channel, Submission submission, Creation creation);

    /** The same for a payload alone, from the server. */
    default Future<Published> publish(ChannelName channel, Payload payload, @Nullable String id) {
        return publish(channel, new Submission(payload, id), Creation.BY_SERVER);
    }

    /**
     * Publishes the payload unless the channel already has a publication of this rank or a later one, or the rank is
     * more than two seconds ahead of the cluster's time or thirty behind it. For sources that all nodes have, so that
     * each instant is published once.
     *
     * @param rank an instant, in ms since 1970
     * @return null if another offer was accepted first
     */
    Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank);

    /**
     * From the returned position on, the consumer receives everything. Following twice has no further effect. The
     * future completes, and the consumer is called, on the given context, in order. Fails with {@code NO_QUORUM} if too
     * few members are visible to determine the channel's position.
     */
    Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context context);

    /** The consumer receives nothing more of the channel, from its next turn on. */
    void unfollow(ChannelName channel, BatchConsumer consumer);

    /**
     * Returns what comes after a position, up to what has been announced. Without a quorum, returns what is known to be
     * acknowledged and stored on this node, or fails with {@code NO_QUORUM} if there is nothing.
     *
     * @param count the most publications
     * @param bytes the most bytes of publications ({@link dev.echowall.channel.Publication#size()}), but always at
     *     least one publication
     */
    Future<Recovery> read(ChannelName channel, Position after, int count, int bytes);

    /** The limits of the channel's history. */
    Retention retention(ChannelName channel);

    /**
     * Removes all publications that the channel keeps. Its epoch and its offsets go on, so that a subscriber that has
     * received everything notices nothing, and one that has not is sent a gap. May be repeated.
     */
    default Future<Void> removeHistory(ChannelName channel) {
        return Future.failedFuture(new Refusal(ErrorCode.NOT_AVAILABLE, "history cannot be removed here"));
    }

    /** The instances that are visible from here. */
    default ClusterView attendance() {
        return new ClusterView(List.of(), 1, true);
    }
}
