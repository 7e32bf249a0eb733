package dev.echowall.broker.cluster;

import dev.echowall.journal.JournalException;
import dev.echowall.journal.Restored;
import dev.echowall.journal.RestoredStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicas with which a member starts: those that it carried over when it was cut off, or those of its journal, or
 * new ones. Blocks while the journal is read.
 */
final class StoredReplicas {
    private static final Logger log = LoggerFactory.getLogger(StoredReplicas.class);

    private StoredReplicas() {}

    /** @throws JournalException if the journal's directory cannot be used */
    static Replicas open(ClusterOptions options) throws IOException {
        JournalSettings settings = options.journal();
        if (settings == null) {
            Replicas carried = RestartSnapshot.replicas(options, null);
            return carried == null ? new Replicas(fresh(), options) : carried;
        }
        ReplicaJournal journal = ReplicaJournal.open(settings);
        Replicas carried = RestartSnapshot.replicas(options, journal);
        if (carried == null) {
            Replicas replicas = restored(journal, options);
            journal.start(replicas);
            return replicas;
        }
        Set<String> inJournal = journal.journal().restored().streams().keySet();
        journal.start(carried);
        rewrite(carried, journal, inJournal);
        return carried;
    }

    private static Replicas restored(ReplicaJournal journal, ClusterOptions options) throws IOException {
        Restored found = journal.journal().restored();
        found.dropped().stream()
                .limit(3)
                .forEach(dropped -> log.atWarn().log("part of the journal is lost: {}", dropped));
        Map<Integer, List<StreamCopy>> copies = copies(found);
        @Nullable Replicas resumed = found.clean() ? resumed(journal, options, found, copies) : null;
        if (resumed != null) {
            log.atInfo().addKeyValue("streams", found.streams().size()).log("goes on where it was stopped");
            return resumed;
        }
        Replicas replicas = new Replicas(fresh(), options, journal);
        copies.forEach((shard, all) -> replicas.replica(shard).restore(all));
        if (!found.streams().isEmpty()) {
            log.atInfo()
                    .addKeyValue("streams", found.streams().size())
                    .addKeyValue("written", found.lastWritten())
                    .log("has read its journal, which was not closed");
        }
        return replicas;
    }

    private static @Nullable Replicas resumed(
            ReplicaJournal journal, ClusterOptions options, Restored found, Map<Integer, List<StreamCopy>> copies)
            throws IOException {
        Replicas replicas = null;
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            byte[] bytes = found.shards().get(shard);
            if (bytes == null) {
                return null;
            }
            ReplicaState last = ReplicaState.of(bytes);
            if (replicas == null) {
                replicas = new Replicas(last.self(), options, journal);
            }
            replicas.replica(shard).resume(last, copies.getOrDefault(shard, List.of()));
        }
        return replicas;
    }

    private static Map<Integer, List<StreamCopy>> copies(Restored found) throws IOException {
        Map<Integer, List<StreamCopy>> copies = new HashMap<>();
        for (Map.Entry<String, RestoredStream> each : found.streams().entrySet()) {
            copies.computeIfAbsent(Placement.shard(each.getKey()), shard -> new ArrayList<>())
                    .add(CopyState.restored(
                            each.getValue().stream(), each.getValue().state()));
        }
        return copies;
    }

    /* What it carried over is newer than what its journal has. */
    private static void rewrite(Replicas carried, ReplicaJournal journal, Set<String> inJournal) {
        for (int shard = 0; shard < Placement.SHARDS; shard++) {
            Replica replica = carried.replica(shard);
            synchronized (replica) {
                replica.copies().values().forEach(journal::stored);
            }
        }
        for (String channel : inJournal) {
            Replica replica = carried.replica(Placement.shard(channel));
            synchronized (replica) {
                if (replica.copies().get(channel) == null) {
                    journal.ended(channel);
                }
            }
        }
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }
}
