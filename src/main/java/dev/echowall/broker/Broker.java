package dev.echowall.broker;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.stream.Recovery;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every channel one order, keeps its past, and carries it to all nodes.
 *
 * <p>May be called from any thread. Futures complete on the caller's context, where it has one, and fail with a
 * {@link dev.echowall.protocol.Refusal} that says what happened.
 */
public interface Broker {
    /**
     * Accepts what is submitted into a channel. What one caller publishes to a channel is accepted in the order of the calls.
     *
     * @param creation whether the channel may begin with it
     */
    Future<Published> publish(ChannelName channel, Submission submission, Creation creation);

    /** The same of a payload alone, from the server. */
    default Future<Published> publish(ChannelName channel, Payload payload, @Nullable String id) {
        return publish(channel, new Submission(payload, id), Creation.BY_SERVER);
    }

    /**
     * Accepts the payload unless the channel has already taken one of this rank or a later one, or the rank is more than
     * two seconds ahead of the cluster's time or thirty behind it: for sources that all nodes have, so that each instant
     * is said once.
     *
     * @param rank an instant, in ms since 1970
     * @return null when somebody else was first
     */
    Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank);

    /**
     * From the position that this gives on, the consumer hears everything. Following twice is once. Both the future and
     * the calls of the consumer come on the given context, in order. Fails with {@code NO_QUORUM} where too few members are to be
     * seen to say where the channel stands.
     */
    Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context context);

    /** The consumer hears nothing more of the channel, from its next turn on. */
    void unfollow(ChannelName channel, BatchConsumer consumer);

    /**
     * What comes after a position; only what has been announced. Where too few members are to be seen, what was acknowledged
     * and is kept here; it fails with {@code NO_QUORUM} when that is nothing.
     *
     * @param count publications at most
     * @param bytes of what was published at most ({@link dev.echowall.channel.Publication#size()}), but always one publication
     */
    Future<Recovery> read(ChannelName channel, Position after, int count, int bytes);

    /** Which instances there are, as far as can be seen from here. */
    default ClusterView attendance() {
        return new ClusterView(List.of(), 1, true);
    }
}
