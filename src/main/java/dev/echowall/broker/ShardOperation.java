package dev.echowall.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.CallStatus;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.ReadonlyOperation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Something that a replica is asked by a member, run on the thread of its shard: Hazelcast's of the partition with that number,
 * one after the other in the order in which one member sent them.
 *
 * <p>Hazelcast's partitions carry nothing of ours, and who owns them does not matter: so the target is not compared with their
 * table, and as a read-only operation it does not wait while they move.
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

    /**
     * Answers when all that a leader sends has arrived.
     *
     * @param otherwise the answer when something did not arrive
     */
    final <T> CallStatus answerWhenSent(Step<T> step, String channel, T otherwise) {
        List<Sent> sent = step.sent();
        if (sent.isEmpty()) {
            sendResponse(step.answer());
            return CallStatus.VOID;
        }
        Replicas here = replicas();
        CompletableFuture<?>[] arrived = new CompletableFuture<?>[sent.size()];
        for (int i = 0; i < arrived.length; i++) {
            arrived[i] = here.send(getPartitionId(), sent.get(i));
        }
        // Called on Hazelcast's thread that brought the answer, and does no more than to pass it on.
        CompletionStage<Void> all = CompletableFuture.allOf(arrived);
        all.whenComplete((done, failure) -> {
            if (failure != null) {
                here.leader(getPartitionId()).doubt(channel);
                here.wanted(getPartitionId());
            }
            sendResponse(failure == null ? step.answer() : otherwise);
        });
        return CallStatus.VOID;
    }

    @Override
    public boolean returnsResponse() {
        return true;
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }
}
