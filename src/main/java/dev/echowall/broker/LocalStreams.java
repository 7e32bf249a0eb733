package dev.echowall.broker;

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
final class LocalStreams implements Streams {
    private final Map<ChannelName, Stream> streams = new HashMap<>();
    private final LongSupplier clock;
    private final Rules rules;

    LocalStreams(LongSupplier clock, Rules rules) {
        this.clock = clock;
        this.rules = rules;
    }

    @Override
    public Future<@Nullable Appended> append(ChannelName channel, BatchHeader header, List<Draft> drafts) {
        long now = clock.getAsLong();
        Stream stream = stream(channel, header, now);
        if (stream == null) {
            return Future.succeededFuture(null);
        }
        long[] verdicts = stream.decide(header.sender(), header.sequence(), drafts, now);
        stream.apply(header.sender(), header.sequence(), drafts, verdicts, header.node(), now, header.bounds());
        return Future.succeededFuture(new Appended(stream.epoch(), verdicts, now, 1, false));
    }

    @Override
    public Future<@Nullable Recovery> read(
            ChannelName channel, BatchHeader header, Position after, int count, int bytes) {
        long now = clock.getAsLong();
        Stream stream = stream(channel, header, now);
        return Future.succeededFuture(
                stream == null
                        ? null
                        : stream.read(after, count, bytes, header.bounds().oldestTime(now)));
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
    public void count() {}

    @Override
    public void sweep() {
        long now = clock.getAsLong();
        streams.values().removeIf(stream -> {
            Lifetime lifetime = rules.lifetime(stream.channel());
            stream.age(now, lifetime.bounds());
            return now - stream.touched() > lifetime.metaMillis();
        });
    }

    private @Nullable Stream stream(ChannelName channel, BatchHeader header, long now) {
        return header.mayCreate()
                ? streams.computeIfAbsent(channel, name -> new Stream(name, Epochs.next(), now))
                : streams.get(channel);
    }
}
