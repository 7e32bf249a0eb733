package dev.echowall.broker.cluster;

import dev.echowall.broker.Term;
import dev.echowall.broker.TypeIds;

/** Asks a replica to promise a term, and for what it has. */
final class VoteOperation extends TermOperation {
    private Vote vote = new Vote();

    VoteOperation() {}

    VoteOperation(int shard, Term term) {
        super(shard, term);
    }

    @Override
    public void run() {
        vote = replica().vote(term());
    }

    @Override
    public Object getResponse() {
        return vote;
    }

    @Override
    public int getClassId() {
        return TypeIds.VOTE_OPERATION;
    }
}
