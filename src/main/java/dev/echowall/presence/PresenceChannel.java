package dev.echowall.presence;

import dev.echowall.broker.Broker;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One channel on this instance: its own clients, and if somebody here wants to know, those of all instances. */
final class PresenceChannel {
    /** How long all clients are kept up to date after somebody has asked. */
    private static final long LINGER_MILLIS = 30_000;

    private record Reader(Position upTo, Promise<Void> promise) {}

    private final OwnClients own;
    private final Broker broker;
    private final MemberSurvey survey;
    private final Context context;
    private final ChannelName channel;
    private final String instance;
    private final long graceMillis;
    private final List<Reader> readers = new ArrayList<>();
    private @Nullable ChannelMembers members;
    private long askedAt;

    PresenceChannel(
            ChannelName channel,
            Broker broker,
            MemberSurvey survey,
            Context context,
            String instance,
            long graceMillis,
            Runnable idle) {
        this.channel = channel;
        this.broker = broker;
        this.survey = survey;
        this.context = context;
        this.instance = instance;
        this.graceMillis = graceMillis;
        this.own = new OwnClients(channel, broker, context, instance, idle);
    }

    OwnClients own() {
        return own;
    }

    boolean isEmpty() {
        return members == null && own.isEmpty();
    }

    /** The heap for the clients of all instances. */
    long bytes() {
        return members == null ? 0 : members.bytes();
    }

    Future<Void> watch(PresenceListener listener, Context where, long now) {
        ChannelMembers all = members(now);
        all.add(listener, where);
        return all.followed();
    }

    void unwatch(PresenceListener listener) {
        if (members != null) {
            members.remove(listener);
        }
    }

    /** With all changes of this instance's clients so far. */
    Future<Snapshot> snapshot(String after, int limit, long now) {
        ChannelMembers all = members(now);
        return all.ready()
                .compose(v -> own.flushed())
                .compose(told -> heard(all, told))
                .map(v -> {
                    if (own.isFailing()) {
                        all.include(instance, own.all());
                    }
                    return all.snapshot(after, limit);
                });
    }

    private Future<Void> heard(ChannelMembers all, @Nullable Position upTo) {
        if (upTo == null || reached(all, upTo)) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        readers.add(new Reader(upTo, promise));
        return promise.future();
    }

    private static boolean reached(ChannelMembers all, Position upTo) {
        Position heard = all.position();
        return heard != null && (!heard.epoch().equals(upTo.epoch()) || heard.offset() >= upTo.offset());
    }

    private ChannelMembers members(long now) {
        askedAt = now;
        ChannelMembers current = members;
        if (current == null) {
            current = new ChannelMembers(channel, broker, survey, context, graceMillis, this::heard);
            members = current;
            ChannelMembers begun = current;
            current.followed().onFailure(why -> {
                if (members == begun) {
                    end(true);
                }
            });
            current.start();
        }
        return current;
    }

    private void heard() {
        ChannelMembers all = members;
        if (all != null && !readers.isEmpty()) {
            readers.removeIf(each -> {
                boolean heard = reached(all, each.upTo());
                if (heard) {
                    each.promise().complete();
                }
                return heard;
            });
        }
    }

    /** As {@link ChannelMembers#doubt}. */
    void doubt() {
        if (members != null) {
            members.doubt();
        }
    }

    /** As {@link ChannelMembers#check}. */
    void check(@Nullable Set<String> instances, long now) {
        ChannelMembers all = members;
        if (all == null) {
            return;
        }
        if (!all.hasListeners() && askedAt < now - LINGER_MILLIS) {
            end(false);
        } else {
            all.check(instances, now);
        }
    }

    /** The clients of all instances are forgotten. */
    void end(boolean tell) {
        ChannelMembers all = members;
        members = null;
        if (all != null) {
            all.close(tell);
        }
        List<Reader> waiting = List.copyOf(readers);
        readers.clear();
        waiting.forEach(each -> each.promise().tryFail("who is in the channel is not known any more"));
    }
}
