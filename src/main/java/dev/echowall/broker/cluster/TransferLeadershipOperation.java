package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;

/** A leader's message to the member that is first for the shard: it has everything now and may lead. */
final class TransferLeadershipOperation extends TermOperation {

    TransferLeadershipOperation() {}

    TransferLeadershipOperation(int shard, Term term) {
        super(shard, term);
    }

    @Override
    public void run() {
        replicas().offered(getPartitionId(), term());
    }

    @Override
    public Object getResponse() {
        return true;
    }

    @Override
    public int getClassId() {
        return TypeIds.TRANSFER_LEADERSHIP;
    }
}
