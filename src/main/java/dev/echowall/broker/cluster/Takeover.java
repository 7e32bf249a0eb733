package dev.echowall.broker.cluster;

import dev.echowall.broker.Epochs;
import dev.echowall.broker.Term;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a replica become, or stay, the leader of its shard when members have joined or left: it collects votes, takes
 * over the newest copy of each stream, makes sure that others have it, too, and tells all members which configuration
 * is in force.
 *
 * <p>It can be abandoned at any point or be overtaken by another member's takeover, because nothing that it leaves
 * behind is relied on. On the broker's context.
 */
final class Takeover {
    /** How it ended. */
    enum End {
        /** It leads, every backup has everything, and all visible replicas vote. */
        WHOLE,
        /** It leads, but some replica has not answered. */
        PARTLY,
        /** Another replica has promised a higher term. */
        REFUSED,
        /** Another takeover interfered, or too few replicas answered. */
        OVERTAKEN,
        /** Too few replicas are visible, or too few of those that know the past. */
        TOO_FEW
    }

    /** Whether new epochs may start if the past is uncertain. */
    enum NewEpoch {
        /** Wait for replicas that may know it. */
        NOT_YET,
        /** Yes, if all visible replicas have answered. */
        WHEN_ALL_ANSWER,
        AT_ONCE,
        /** No, not even if nobody has anything: somebody who is missing may. */
        NEVER
    }

    private static final int FETCH_AT_ONCE = 64;

    private final Replica replica;
    private final ReplicaClient replicaClient;
    private final Quorum quorum;
    private final Function<Map<String, Vote>, NewEpoch> newEpoch;
    private final Term term;
    private final Map<String, Vote> votes = new HashMap<>();
    private boolean someSilent;

    /** @param newEpoch decides by the votes */
    Takeover(
            Replica replica,
            ReplicaClient replicaClient,
            Quorum quorum,
            Function<Map<String, Vote>, NewEpoch> newEpoch) {
        this.replica = replica;
        this.replicaClient = replicaClient;
        this.quorum = quorum;
        this.newEpoch = newEpoch;
        this.term = replica.candidacy();
    }

    Future<End> run() {
        List<String> live = replicaClient.live();
        if (live.size() < quorum.quorum()) {
            return Future.succeededFuture(End.TOO_FEW);
        }
        List<Future<Vote>> asked = new ArrayList<>();
        for (String each : live) {
            asked.add(replicaClient.vote(each, replica.shard(), term).onSuccess(vote -> votes.put(each, vote)));
        }
        return Future.join(asked).transform(all -> counted(live));
    }

    private Future<End> counted(List<String> live) {
        for (Vote vote : votes.values()) {
            if (!vote.granted()) {
                replica.saw(vote.promised());
                return Future.succeededFuture(End.REFUSED);
            }
        }
        Term latest = Election.latestRestored(votes);
        if (latest.compareTo(term) > 0) {
            // What is decided in this term must count as later than all that comes from journals.
            replica.saw(latest);
            return Future.succeededFuture(End.REFUSED);
        }
        someSilent = votes.size() < live.size();
        if (votes.size() < quorum.quorum() || !votes.containsKey(replica.self())) {
            return Future.succeededFuture(End.TOO_FEW);
        }
        Election election = Election.of(votes, quorum);
        VoterConfiguration base = election.base();
        if (base == null && !election.unfinished() && !mayBeginNewEpoch()) {
            return Future.succeededFuture(End.TOO_FEW);
        }
        if (base != null) {
            replica.dropRestored(term);
        }
        return strangersReset(base).compose(done -> fetched(election)).compose(done -> {
            if (base == null) {
                return first();
            }
            replica.adoptEpoch(term, election.shardEpoch());
            if (!quorum.sure(base, votes.keySet())) {
                // Enough for a low quorum, but not to be sure that no other stream of this epoch exists.
                replica.renewEpoch(term);
            }
            return early(base);
        });
    }

    private boolean mayBeginNewEpoch() {
        NewEpoch may = newEpoch.apply(votes);
        boolean allAnswered = !someSilent && (may == NewEpoch.WHEN_ALL_ANSWER || Election.nothingIsKnown(votes));
        return may != NewEpoch.NEVER && (allAnswered || may == NewEpoch.AT_ONCE);
    }

    /** The past is uncertain: a new line of configurations begins, in which all replicas vote that have answered. */
    private Future<End> first() {
        VoterConfiguration first = new VoterConfiguration(
                Epochs.next(),
                term,
                VoterConfiguration.FIRST,
                votes.keySet().stream().sorted().toList(),
                List.of());
        if (!replica.beginNewEpoch(first)) {
            return Future.succeededFuture(End.OVERTAKEN);
        }
        votes.replaceAll((each, vote) -> new Vote(true, term, first, vote.shardEpoch(), Map.of(), false));
        return led(first);
    }

    /** Replicas with the history of another line, which has been superseded, forget it. */
    private Future<Void> strangersReset(@Nullable VoterConfiguration base) {
        List<Future<Void>> asked = new ArrayList<>();
        for (Map.Entry<String, Vote> each : votes.entrySet()) {
            Vote vote = each.getValue();
            if (base != null && Election.isOfAnotherLineage(vote, base)) {
                asked.add(replicaClient.reset(each.getKey(), replica.shard(), term));
                each.setValue(new Vote(true, term, null, ShardEpoch.NONE, Map.of(), false));
            }
        }
        return Future.all(asked).mapEmpty();
    }

    /** Fetches newer copies from others. */
    private Future<Void> fetched(Election election) {
        Map<String, HeldVersion> mine = replica.holdings();
        Map<String, List<String>> wanted = new HashMap<>();
        election.newest().forEach((channel, holding) -> {
            HeldVersion here = mine.get(channel);
            if (here == null || holding.held().compareTo(here) > 0) {
                wanted.computeIfAbsent(holding.holder(), id -> new ArrayList<>())
                        .add(channel);
            }
        });
        Future<Void> all = Future.succeededFuture();
        for (Map.Entry<String, List<String>> each : wanted.entrySet()) {
            List<String> channels = each.getValue();
            for (int from = 0; from < channels.size(); from += FETCH_AT_ONCE) {
                List<String> some = channels.subList(from, Math.min(channels.size(), from + FETCH_AT_ONCE));
                all = all.compose(v -> fetch(each.getKey(), some));
            }
        }
        return all;
    }

    private Future<Void> fetch(String holder, List<String> channels) {
        return replicaClient.fetch(holder, replica.shard(), term, channels).compose(copies -> {
            boolean all = copies.size() == channels.size() && replica.store(term, copies);
            return all
                    ? Future.succeededFuture()
                    : Future.failedFuture("the copies of " + holder + " are not there any more");
        });
    }

    /**
     * If this replica votes in the current configuration, it can lead in that one at once and change it later. If not,
     * it only makes sure that the configuration is in force, because no other may follow it before.
     */
    private Future<End> early(VoterConfiguration base) {
        VoterConfiguration same =
                new VoterConfiguration(base.lineage(), term, revision(base) + 1, base.voters(), base.before());
        if (!base.voters().contains(replica.self())) {
            return base.before().isEmpty()
                    ? whole(base)
                    : activated(same).compose(so -> so == null ? Future.succeededFuture(End.OVERTAKEN) : whole(same));
        }
        Leadership leading = replica.leadership();
        boolean goesOn = leading != null
                && leading.acts()
                && leading.configuration().voters().equals(base.voters())
                && votes.keySet().containsAll(leading.backups());
        return goesOn ? whole(base) : led(same);
    }

    private Future<End> led(VoterConfiguration next) {
        return activated(next).compose(acknowledged -> {
            if (acknowledged == null) {
                return Future.succeededFuture(End.OVERTAKEN);
            }
            List<String> voting =
                    acknowledged.stream().filter(next.voters()::contains).toList();
            return replica.leadership(next, backups(voting), true, votes) == null
                    ? Future.succeededFuture(End.OVERTAKEN)
                    : whole(next);
        });
    }

    /**
     * Makes all replicas that have answered voters. First the backups get everything, so that no stream depends on too
     * few replicas.
     *
     * @param base a configuration that is in force
     */
    private Future<End> whole(VoterConfiguration base) {
        List<String> voters = quorum.voters(votes.keySet(), base.voters());
        boolean others = !voters.equals(base.voters());
        VoterConfiguration next = new VoterConfiguration(
                base.lineage(), term, revision(base) + 1, voters, others ? base.voters() : List.of());
        List<String> backups = quorum.backups(answered(), replica.self());
        if (1 + next.among(backups) < quorum.holders(next)) {
            return Future.succeededFuture(End.OVERTAKEN);
        }
        Leadership leading = replica.leadership();
        Leadership filling = leading == null
                ? replica.leadership(next, backups, false, votes)
                : replica.leadership(leading.configuration(), together(leading, backups), leading.acts(), votes);
        if (filling == null) {
            return Future.succeededFuture(End.OVERTAKEN);
        }
        Future<Boolean> pushed = Future.succeededFuture(true);
        for (String backup : backups) {
            pushed = pushed.compose(so -> so ? pushAll(backup) : Future.succeededFuture(false));
        }
        return pushed.compose(so -> {
            if (!so) {
                return Future.succeededFuture(End.OVERTAKEN);
            }
            return activated(next).compose(acknowledged -> {
                Leadership leadership = acknowledged != null && acknowledged.containsAll(backups)
                        ? replica.leadership(next, backups, true, votes)
                        : null;
                if (leadership == null) {
                    return Future.succeededFuture(End.OVERTAKEN);
                }
                // Once more, to record that the previous voters are not asked any more.
                return others ? whole(next) : Future.succeededFuture(finished(leadership, acknowledged));
            });
        });
    }

    /*
     * The replicas that have answered, in the order in which they should keep copies. A replica that has gone since
     * then comes last but still counts: if the leader continued without it and told the others to release their copies,
     * too few would have them.
     */
    private List<String> answered() {
        List<String> order = new ArrayList<>(replicaClient.order(replica.shard()));
        votes.keySet().stream().filter(each -> !order.contains(each)).sorted().forEach(order::add);
        order.retainAll(votes.keySet());
        return order;
    }

    private End finished(Leadership leadership, List<String> acknowledged) {
        leadership.whole(true);
        leadership.told(acknowledged);
        for (String each : acknowledged) {
            if (!each.equals(replica.self()) && !leadership.backups().contains(each)) {
                replicaClient.release(each, replica.shard(), term);
            }
        }
        boolean all = !someSilent && acknowledged.size() == votes.size();
        return all ? End.WHOLE : End.PARTLY;
    }

    private Future<Boolean> pushAll(String backup) {
        return replicaClient.push(replica.shard(), term, backup).compose(left -> {
            if (left < 0) {
                return Future.succeededFuture(false);
            }
            return left == 0 ? Future.succeededFuture(true) : pushAll(backup);
        });
    }

    /** The replicas that have acknowledged the configuration; null if they are too few for it to be in force. */
    private Future<@Nullable List<String>> activated(VoterConfiguration next) {
        List<String> acknowledged = new ArrayList<>();
        List<Future<Boolean>> asked = new ArrayList<>();
        for (String each : votes.keySet()) {
            asked.add(replicaClient
                    .activate(each, replica.shard(), next, replica.shardEpoch())
                    .onSuccess(so -> {
                        if (so) {
                            acknowledged.add(each);
                        }
                    }));
        }
        return Future.join(asked).transform(all -> {
            boolean enough = acknowledged.size() >= quorum.quorum() && quorum.enough(next, acknowledged);
            return Future.succeededFuture(enough ? acknowledged : null);
        });
    }

    /**
     * Prefers replicas that have most of the streams already; among equals the shard decides, so that the load is
     * spread.
     */
    private List<String> backups(List<String> from) {
        List<String> mostComplete = from.stream()
                .sorted((one, other) -> {
                    int more = Integer.compare(has(other), has(one));
                    return more != 0
                            ? more
                            : Long.compare(
                                    Placement.weight(replica.shard(), other), Placement.weight(replica.shard(), one));
                })
                .toList();
        return quorum.backups(mostComplete, replica.self());
    }

    private int has(String each) {
        Vote vote = votes.get(each);
        return vote == null ? 0 : vote.holdings().size();
    }

    private static List<String> together(@Nullable Leadership leading, List<String> backups) {
        List<String> all = new ArrayList<>(leading == null ? List.of() : leading.backups());
        backups.stream().filter(each -> !all.contains(each)).forEach(all::add);
        return all;
    }

    private int revision(VoterConfiguration base) {
        VoterConfiguration known = replica.configuration();
        int here = known == null ? 0 : known.revision();
        return Math.max(here, base.revision());
    }
}
