package dev.echowall.broker.local;

import dev.echowall.broker.AppendResult;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.BrokerOptions;
import dev.echowall.broker.Epochs;
import dev.echowall.broker.Lifetime;
import dev.echowall.broker.StreamStore;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Stream;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The streams in this process's memory: one copy, no cluster. */
final class LocalStreamStore implements StreamStore {
    private final Map<ChannelName, Stream> streams = new HashMap<>();
    private final LongSupplier clock;
    private final BrokerOptions options;
    /** The epoch of new streams, and of channels without a stream; changed when a stream is retired. */
    private String nextEpoch = Epochs.next();

    LocalStreamStore(LongSupplier clock, BrokerOptions options) {
        this.clock = clock;
        this.options = options;
    }

    @Override
    public Future<@Nullable AppendResult> append(ChannelName channel, BatchHeader header, List<Draft> drafts) {
        long now = clock.getAsLong();
        Stream stream = streams.get(channel);
        boolean created = stream == null;
        if (stream == null) {
            if (!header.mayCreate()) {
                return Future.succeededFuture(null);
            }
            stream = new Stream(channel, nextEpoch, now);
            streams.put(channel, stream);
        }
        long[] outcomes = stream.decide(header.sender(), header.sequence(), drafts, now);
        stream.apply(header.sender(), header.sequence(), drafts, outcomes, header.node(), now, header.retention());
        return Future.succeededFuture(new AppendResult(stream.epoch(), outcomes, now, 1, created));
    }

    @Override
    public Future<@Nullable Recovery> read(
            ChannelName channel, BatchHeader header, Position after, int count, int bytes) {
        Stream stream = streams.get(channel);
        long oldest = header.retention().oldestTime(clock.getAsLong());
        return Future.succeededFuture(
                stream == null ? Recovery.ofNothing(nextEpoch, after) : stream.read(after, count, bytes, oldest));
    }

    @Override
    public Future<@Nullable Boolean> removeHistory(ChannelName channel) {
        Stream stream = streams.get(channel);
        if (stream == null) {
            return Future.succeededFuture(null);
        }
        stream.age(clock.getAsLong(), options.retention(channel).nothing());
        return Future.succeededFuture(true);
    }

    @Override
    public Future<Map<ChannelName, Position>> tops(Collection<ChannelName> channels) {
        Map<ChannelName, Position> tops = new HashMap<>();
        for (ChannelName channel : channels) {
            Stream stream = streams.get(channel);
            if (stream != null) {
                tops.put(channel, new Position(stream.epoch(), stream.top()));
            }
        }
        return Future.succeededFuture(tops);
    }

    @Override
    public int channels() {
        return streams.size();
    }

    @Override
    public int channels(String label) {
        return (int) streams.keySet().stream()
                .filter(channel -> options.namespaces().label(channel).equals(label))
                .count();
    }

    @Override
    public void count() {}

    @Override
    public void sweep() {
        long now = clock.getAsLong();
        boolean retired = streams.values().removeIf(stream -> {
            Lifetime lifetime = options.lifetime(stream.channel());
            stream.age(now, lifetime.retention());
            return now - stream.touched() > lifetime.metaMillis();
        });
        nextEpoch = retired ? Epochs.next() : nextEpoch;
    }
}
