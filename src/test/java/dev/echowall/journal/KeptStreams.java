package dev.echowall.journal;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an instance keeps, as the broker would, and all that it ever kept: each change is made here and written to a journal,
 * and afterwards it is known in which states each stream and each shard has been.
 */
final class KeptStreams implements SnapshotSource {
    /** What is told of a channel that has no stream. */
    static final String NOTHING = "nothing";

    private static final String SENDER = "0d3c9a52-6f0e-4c6e-a9b1-1f6d6c1c1c1c";

    private static final class Kept {
        final Stream stream;
        byte[] state;

        Kept(Stream stream, byte[] state) {
            this.stream = stream;
            this.state = state;
        }
    }

    private record LastAppend(long sequence, List<Draft> drafts) {}

    private final Random random;
    private final Map<String, Kept> streams = new TreeMap<>();
    private final Map<Integer, byte[]> shards = new TreeMap<>();
    private final Map<String, List<String>> past = new HashMap<>();
    private final Map<String, LastAppend> last = new HashMap<>();
    private long now = 1_790_000_000_000L;
    private long changes;
    private Consumer<JournalRecord> journal = record -> {};

    KeptStreams(Random random) {
        this.random = random;
    }

    /** From now on changes are written there. */
    void writeTo(Consumer<JournalRecord> to) {
        journal = to;
    }

    /** Goes on with what a journal has restored, as an instance that was started again. */
    void restore(Restored restored) {
        streams.clear();
        shards.clear();
        restored.streams().forEach((channel, each) -> streams.put(channel, new Kept(each.stream(), each.state())));
        shards.putAll(restored.shards());
        for (String each : everything()) {
            List<String> states = past(each);
            if (!states.get(states.size() - 1).equals(now(each))) {
                changed(each);
            }
        }
    }

    /** A random change of a random one of so many channels. */
    void change(int channels) {
        String channel = "echo:" + random.nextInt(channels);
        now += random.nextInt(50);
        Kept kept = streams.get(channel);
        int what = random.nextInt(100);
        if (what < 55 || kept == null) {
            append(channel, random.nextInt(4));
        } else if (what < 65) {
            repeat(channel, kept);
        } else if (what < 73) {
            trim(kept);
        } else if (what < 78) {
            end(channel);
        } else if (what < 83) {
            beginAgain(channel, kept);
        } else if (what < 88) {
            journal.accept(snapshot(kept));
        } else if (what < 93) {
            kept.state = state();
            journal.accept(new StreamState(kept.stream.channel(), kept.stream.epoch(), kept.state));
            changed(channel);
        } else {
            int shard = random.nextInt(3);
            byte[] next = state();
            shards.put(shard, next);
            journal.accept(new ShardState(shard, next));
            changed("shard " + shard);
        }
    }

    /** Appends a batch of so many drafts. */
    void append(String channel, int count) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i <= count; i++) {
            drafts.add(draft());
        }
        last.put(channel, new LastAppend(++changes, drafts));
        append(channel, streams.get(channel), changes, drafts, retention());
    }

    /** Appends one payload, and keeps only so many. */
    void append(String channel, byte[] payload, int most) {
        List<Draft> drafts = List.of(new Draft(Payload.binary(payload), null, 0));
        append(
                channel,
                streams.get(channel),
                ++changes,
                drafts,
                new Retention(most, Long.MAX_VALUE, 0, Long.MAX_VALUE));
    }

    private void repeat(String channel, Kept kept) {
        LastAppend again = last.get(channel);
        if (again != null) {
            append(channel, kept, again.sequence(), again.drafts(), retention());
        }
    }

    private void append(String channel, @Nullable Kept there, long sequence, List<Draft> drafts, Retention retention) {
        Kept kept = there;
        if (kept == null) {
            kept = new Kept(new Stream(ChannelName.of(channel), epoch(), now), state());
            streams.put(channel, kept);
        }
        Stream stream = kept.stream;
        long time = Math.max(now, stream.touched());
        long top = stream.top();
        long[] outcomes = stream.decide(SENDER, sequence, drafts, time);
        stream.apply(SENDER, sequence, drafts, outcomes, "node1", time, retention);
        kept.state = state();
        journal.accept(new StreamAppend(
                stream.channel(),
                stream.epoch(),
                top,
                SENDER,
                sequence,
                "node1",
                drafts,
                outcomes,
                time,
                retention,
                SnapshotSize.of(stream, kept.state.length),
                kept.state));
        changed(channel);
    }

    private void trim(Kept kept) {
        now += random.nextInt(2_000);
        kept.stream.age(now, random.nextBoolean() ? retention() : retention().nothing());
        kept.state = state();
        journal.accept(StreamTrimmed.of(kept.stream, kept.state));
        changed(kept.stream.channel().value());
    }

    void end(String channel) {
        streams.remove(channel);
        journal.accept(new StreamEnded(ChannelName.of(channel)));
        changed(channel);
    }

    private void beginAgain(String channel, Kept kept) {
        if (random.nextBoolean()) {
            streams.remove(channel); // as a replica that learns of a stream's end by the first change of the next one
            append(channel, 1);
        } else {
            Kept next = new Kept(kept.stream.under(epoch(), kept.stream.top()), state());
            streams.put(channel, next);
            journal.accept(snapshot(next));
            changed(channel);
        }
    }

    private void changed(String what) {
        past.computeIfAbsent(what, each -> new ArrayList<>(List.of(NOTHING))).add(now(what));
    }

    private Draft draft() {
        byte[] content = new byte[random.nextInt(random.nextInt(20) == 0 ? 700 : 40)];
        random.nextBytes(content);
        String id = random.nextInt(3) == 0 ? "id" + random.nextInt(20) : null;
        long rank = random.nextInt(6) == 0 ? now + random.nextInt(200) - 100 : 0;
        boolean told = random.nextInt(4) == 0;
        ClientInfo info = told ? new ClientInfo("user", "c" + random.nextInt(3), content.clone(), null) : null;
        return new Draft(Payload.binary(content), id, rank, info, told ? Map.of("a", "b") : Map.of());
    }

    private Retention retention() {
        return new Retention(1 + random.nextInt(8), 2_000, random.nextBoolean() ? 0 : 1_000, 500, Long.MAX_VALUE);
    }

    private String epoch() {
        return Long.toString(random.nextLong() >>> 24, Character.MAX_RADIX);
    }

    private byte[] state() {
        return ("v" + ++changes).getBytes(StandardCharsets.UTF_8);
    }

    /** How often something has changed so far, of all that ever changed. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        past.forEach((what, states) -> counts.put(what, states.size() - 1));
        return counts;
    }

    /** All states in which it has been, in their order. */
    List<String> past(String what) {
        return past.getOrDefault(what, List.of(NOTHING));
    }

    /** All channels that ever had a stream, and all shards. */
    Collection<String> everything() {
        return new TreeSet<>(past.keySet());
    }

    /** The present state. */
    String now(String what) {
        if (what.startsWith("shard ")) {
            return text(shards.get(Integer.parseInt(what.substring(6))));
        }
        Kept kept = streams.get(what);
        return kept == null ? NOTHING : text(RecordCodec.encode(snapshot(kept)));
    }

    /** The state in which it was restored. */
    static String of(Restored restored, String what) {
        if (what.startsWith("shard ")) {
            return text(restored.shards().get(Integer.parseInt(what.substring(6))));
        }
        RestoredStream each = restored.streams().get(what);
        return each == null ? NOTHING : text(RecordCodec.encode(StreamSnapshot.of(each.stream(), each.state())));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? NOTHING : Base64.getEncoder().encodeToString(bytes);
    }

    private static StreamSnapshot snapshot(Kept kept) {
        return StreamSnapshot.of(kept.stream, kept.state);
    }

    @Override
    public Collection<String> channels() {
        return List.copyOf(streams.keySet());
    }

    @Override
    public void snapshot(String channel, Consumer<JournalRecord> to) {
        Kept kept = streams.get(channel);
        if (kept != null) {
            to.accept(snapshot(kept));
        }
    }

    @Override
    public Collection<Integer> shards() {
        return List.copyOf(shards.keySet());
    }

    @Override
    public void shardState(int shard, Consumer<JournalRecord> to) {
        byte[] state = shards.get(shard);
        if (state != null) {
            to.accept(new ShardState(shard, state));
        }
    }
}
