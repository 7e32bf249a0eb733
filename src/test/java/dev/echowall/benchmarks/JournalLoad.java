package dev.echowall.benchmarks;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.journal.Journal;
import dev.echowall.journal.JournalOptions;
import dev.echowall.journal.JournalRecord;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalStatus;
import dev.echowall.journal.SnapshotSize;
import dev.echowall.journal.SnapshotSource;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Retention;
import dev.echowall.stream.Stream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the journal alone takes and how long it takes to open it, without a cluster. Arguments: directory, {@code write} or
 * {@code open}; for {@code write} also channels (1000), payload bytes (64), appends (2000000), publications kept of each
 * channel (100).
 */
public final class JournalLoad implements SnapshotSource {
    private static final JournalOptions OPTIONS = new JournalOptions("wall", "node1");
    private static final String SENDER = "0d3c9a52-6f0e-4c6e-a9b1-1f6d6c1c1c1c";
    private static final byte[] STATE = new byte[24];

    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final Journal journal;

    private JournalLoad(Journal journal) {
        this.journal = journal;
    }

    public static void main(String[] args) throws Exception {
        long begin = System.nanoTime();
        Journal journal = Journal.open(Path.of(args[0]), OPTIONS);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        long publications = journal.restored().streams().values().stream()
                .mapToLong(each -> each.stream().top() + 1 - each.stream().oldest())
                .sum();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "open: %d ms, %d MB on disk, %d streams, %d publications, clean %b, %d dropped, heap %d MB%n",
                millis,
                journal.metrics().bytesOnDisk() >> 20,
                journal.restored().streams().size(),
                publications,
                journal.restored().clean(),
                journal.restored().dropped().size(),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        JournalLoad load = new JournalLoad(journal);
        journal.restored().streams().forEach((channel, each) -> load.streams.put(channel, each.stream()));
        journal.start(load);
        if (args[1].equals("write")) {
            load.write(number(args, 2, 1_000), number(args, 3, 64), number(args, 4, 2_000_000), number(args, 5, 100));
        }
        journal.close(true);
    }

    private static int number(String[] args, int at, int otherwise) {
        return args.length > at ? Integer.parseInt(args[at]) : otherwise;
    }

    private void write(int channels, int size, int appends, int kept) throws Exception {
        Retention retention = new Retention(kept, Long.MAX_VALUE, 0, 60_000);
        List<Draft> drafts = List.of(new Draft(Payload.binary(new byte[size]), null, 0));
        long before = journal.metrics().bytesWritten();
        long begin = System.nanoTime();
        long longest = 0;
        for (int i = 0; i < appends; i++) {
            // As many as fit: a broker does not wait, and would be told that the journal is suspended.
            while (journal.metrics().bytesQueued() > OPTIONS.queueBytes() / 2) {
                Thread.onSpinWait();
            }
            long at = System.nanoTime();
            append("echo:" + i % channels, i, drafts, retention);
            longest = Math.max(longest, System.nanoTime() - at);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        journal.synced().toCompletableFuture().get();
        double synced = (System.nanoTime() - begin) / 1e9;
        long written = journal.metrics().bytesWritten() - before;
        System.out.printf(
                "write: %d appends of %d bytes, %.0f/s, synced after %.2f s, longest %.1f ms, %.2f bytes per payload byte,"
                        + " %d written again, %d syncs, longest %d ms, %d MB on disk, %d MB needed, dropped %d, %s%n",
                appends,
                size,
                appends / seconds,
                synced,
                longest / 1e6,
                (double) written / size / appends,
                journal.metrics().rewritten(),
                journal.metrics().syncs(),
                journal.metrics().longestSync().toMillis(),
                journal.metrics().bytesOnDisk() >> 20,
                journal.metrics().bytesNeeded() >> 20,
                journal.metrics().dropped(),
                journal.status() instanceof JournalStatus.Writing ? "writing" : journal.status());
    }

    private void append(String channel, long sequence, List<Draft> drafts, Retention retention) {
        long now = System.currentTimeMillis();
        Stream stream = streams.computeIfAbsent(channel, name -> new Stream(ChannelName.of(name), "7x8719n2", now));
        synchronized (stream) {
            long top = stream.top();
            long time = Math.max(now, stream.touched());
            long[] outcomes = stream.decide(SENDER, sequence, drafts, time);
            stream.apply(SENDER, sequence, drafts, outcomes, "node1", time, retention);
            journal.write(new StreamAppend(
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
                    SnapshotSize.of(stream, STATE.length),
                    STATE));
        }
    }

    @Override
    public Collection<String> channels() {
        return streams.keySet();
    }

    @Override
    public void snapshot(String channel, Consumer<JournalRecord> to) {
        Stream stream = streams.get(channel);
        if (stream != null) {
            synchronized (stream) {
                to.accept(StreamSnapshot.of(stream, STATE));
            }
        }
    }

    @Override
    public Collection<Integer> shards() {
        return List.of();
    }

    @Override
    public void shardState(int shard, Consumer<JournalRecord> to) {}
}
