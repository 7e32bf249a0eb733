package dev.echowall.broker.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.ReadonlyOperation;
import dev.echowall.broker.AppendResult.Status;
import dev.echowall.broker.TypeIds;
import dev.echowall.channel.Position;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request of a member to a replica. It runs on the thread of its shard, which is Hazelcast's thread for the partition
 * with that number, one after the other in the order in which a member sent them.
 *
 * <p>Hazelcast's partitions hold none of our data, and their owners do not matter. So the target is not compared with
 * the partition table, and as a read-only operation it does not wait while partitions migrate.
 */
abstract class ShardOperation extends Operation implements ReadonlyOperation, IdentifiedDataSerializable {
    ShardOperation() {}

    ShardOperation(int shard) {
        setPartitionId(shard);
        setValidateTarget(false);
    }

    final Replicas replicas() {
        HazelcastInstance here = getNodeEngine().getHazelcastInstance();
        return Replicas.of(here);
    }

    final Replica replica() {
        return replicas().replica(getPartitionId());
    }

    /** Why nothing can be decided here now, whoever leads; null if it can. */
    final @Nullable Status refusal() {
        Replicas here = replicas();
        if (!here.hasQuorum()) {
            return Status.NO_QUORUM;
        }
        return here.knowsTime() ? null : Status.AGAIN;
    }

    /** What a leader decides for a request, at the cluster's time in ms since 1970. */
    interface Decision<T> {
        LeaderReply<T> by(Leader leader, long now);
    }

    /**
     * Lets the leader of the shard decide, and answers when everything that it sends has arrived. A member that does not
     * lead answers {@code AGAIN}, and looks who should.
     *
     * @param not the answer with a status for why nothing was decided
     */
    final <T> CallStatus answerByLeader(Function<Status, T> not, Function<T, Status> status, Decision<T> decision) {
        Status refusal = refusal();
        if (refusal != null) {
            sendResponse(not.apply(refusal));
            return CallStatus.VOID;
        }
        Replicas here = replicas();
        LeaderReply<T> step = decision.by(here.leader(getPartitionId()), here.now());
        if (status.apply(step.answer()) == Status.AGAIN) {
            here.wanted(getPartitionId());
        }
        return answerWhenSent(step, not.apply(Status.AGAIN));
    }

    /**
     * Answers when everything that a leader sends has arrived.
     *
     * @param otherwise the answer if something did not arrive
     */
    final <T> CallStatus answerWhenSent(LeaderReply<T> step, T otherwise) {
        List<ReplicatedChange> sent = step.sent();
        if (sent.isEmpty()) {
            sendResponse(step.answer());
            return CallStatus.VOID;
        }
        Replicas here = replicas();
        CompletableFuture<?>[] arrived = new CompletableFuture<?>[sent.size()];
        for (int i = 0; i < arrived.length; i++) {
            ReplicatedChange each = sent.get(i);
            CompletionStage<ReplicationOutcome> followed = here.send(getPartitionId(), each);
            // Runs on the Hazelcast thread that brought the answer, so it must only pass it on.
            arrived[i] = followed.handle((what, failure) -> followed(here, each, what, failure))
                    .toCompletableFuture();
        }
        CompletionStage<Void> all = CompletableFuture.allOf(arrived);
        all.whenComplete((done, failure) -> {
            boolean everywhere =
                    failure == null && Arrays.stream(arrived).allMatch(each -> Boolean.TRUE.equals(each.join()));
            if (everywhere) {
                settled(step);
            }
            sendResponse(everywhere ? step.answer() : otherwise);
        });
        return CallStatus.VOID;
    }

    /* What all backups have is acknowledged, or as good as that: every leader that continues this epoch has it. */
    private void settled(LeaderReply<?> step) {
        if (step.answer() instanceof ReadReply read) {
            ReplicatedChange sent = step.sent().get(0);
            Position upTo =
                    new Position(read.recovery().epoch(), read.recovery().top());
            replicas().settle(sent.channel(), upTo, new HeldVersion(sent.term(), sent.after()));
        }
    }

    private boolean followed(
            Replicas here, ReplicatedChange sent, @Nullable ReplicationOutcome what, @Nullable Throwable failure) {
        if (failure == null && what != null && what.isDone()) {
            if (what == ReplicationOutcome.DONE_AND_FULL) {
                here.budget().told(sent.backup());
            }
            return true;
        }
        here.leader(getPartitionId()).markUnknown(sent);
        if (what != ReplicationOutcome.BEHIND) {
            here.wanted(getPartitionId());
        }
        return false;
    }

    @Override
    public boolean returnsResponse() {
        return true;
    }

    @Override
    public int getFactoryId() {
        return TypeIds.FACTORY;
    }
}
