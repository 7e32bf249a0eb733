package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** That this replica leads its shard: in which term, with whom, and who has which streams already. Guarded by its replica. */
final class Leadership {
    private final Term term;
    private final VoterConfiguration configuration;
    private final List<String> backups;
    /** By backup, the channels of which it has been sent all that there is; it may yet turn out that some was lost. */
    private final Map<String, Set<String>> inStep = new HashMap<>();

    private final int holders;
    private final boolean acts;
    private boolean whole;
    private Set<String> told = Set.of();

    /**
     * @param acts whether it may already decide anything, or is only about to
     * @param before the leadership that this one continues in the same term, with other backups or another configuration
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

    /** How many voters have what it and its backups have. */
    int holders() {
        return holders;
    }

    /** Whether the replica can follow a change to the channel without being sent the whole stream. */
    boolean inStep(String backup, String channel) {
        return channels(backup).contains(channel);
    }

    /** It is being sent all of this channel. */
    void sent(String backup, String channel) {
        channels(backup).add(channel);
    }

    /** Nobody knows what they have of it. */
    void markUnknown(String channel) {
        inStep.values().forEach(channels -> channels.remove(channel));
    }

    /** Nobody knows what this one has of it. */
    void markUnknown(String backup, String channel) {
        Set<String> known = inStep.get(backup);
        if (known != null) {
            known.remove(channel);
        }
    }

    void forget(String backup) {
        channels(backup).clear();
    }

    /** Whether each of the configuration's streams has been sent to all backups, and arrived. */
    boolean whole() {
        return whole;
    }

    void whole(boolean is) {
        whole = is;
    }

    /**
     * Who knows that this one leads. A voter who was away, and comes back with his memory, does not: he votes as before, so nothing
     * else about him calls for a change.
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
