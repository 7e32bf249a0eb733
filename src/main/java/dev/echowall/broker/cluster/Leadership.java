package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This replica's leadership of its shard: the term, the backups, and which streams each backup has. Guarded by its
 * replica.
 */
final class Leadership {
    private final Term term;
    private final VoterConfiguration configuration;
    private final List<String> backups;
    /** By backup, the channels that it has been sent completely. It may turn out later that a message was lost. */
    private final Map<String, Set<String>> inStep = new HashMap<>();

    private final int holders;
    private final boolean acts;
    private boolean whole;
    private Set<String> told = Set.of();

    /**
     * @param acts whether it may already decide, or is still preparing
     * @param before the leadership that this one continues in the same term, with other backups or another
     *     configuration
     */
    Leadership(
            Term term,
            VoterConfiguration configuration,
            List<String> backups,
            boolean acts,
            @Nullable Leadership before) {
        this.term = term;
        this.configuration = configuration;
        this.backups = List.copyOf(backups);
        this.acts = acts;
        this.holders = 1 + configuration.among(backups);
        for (String backup : backups) {
            Set<String> known = before != null && before.term.equals(term) ? before.inStep.get(backup) : null;
            inStep.put(backup, known == null ? new HashSet<>() : known);
        }
    }

    Term term() {
        return term;
    }

    VoterConfiguration configuration() {
        return configuration;
    }

    List<String> backups() {
        return backups;
    }

    boolean acts() {
        return acts;
    }

    /** The number of voters that have what it and its backups have. */
    int holders() {
        return holders;
    }

    /** Whether the backup can follow a change to the channel without being sent the whole stream. */
    boolean inStep(String backup, String channel) {
        return channels(backup).contains(channel);
    }

    /** The backup is being sent everything of this channel. */
    void sent(String backup, String channel) {
        channels(backup).add(channel);
    }

    /** It is unknown what the backups have of the channel. */
    void markUnknown(String channel) {
        inStep.values().forEach(channels -> channels.remove(channel));
    }

    /** It is unknown what this backup has of the channel. */
    void markUnknown(String backup, String channel) {
        Set<String> known = inStep.get(backup);
        if (known != null) {
            known.remove(channel);
        }
    }

    void forget(String backup) {
        channels(backup).clear();
    }

    /** Whether all streams have been sent to all backups of the configuration and have arrived. */
    boolean whole() {
        return whole;
    }

    void whole(boolean is) {
        whole = is;
    }

    /**
     * The replicas that know of this leadership. A voter that was away and comes back with its memory does not know of
     * it, although its vote has not changed and nothing else would make the leader act.
     */
    Set<String> told() {
        return told;
    }

    void told(Collection<String> all) {
        told = Set.copyOf(all);
    }

    private Set<String> channels(String backup) {
        return inStep.computeIfAbsent(backup, id -> new HashSet<>());
    }
}
