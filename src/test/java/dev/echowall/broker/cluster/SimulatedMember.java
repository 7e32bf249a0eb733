package dev.echowall.broker.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One process of a story, from its start to its end. */
final class SimulatedMember {
    final int place;
    final Replica replica;
    final Leader leader;
    Set<String> believed = new HashSet<>();
    boolean alive = true;
    boolean busy;
    final List<Runnable> waiting = new ArrayList<>();
    boolean paused;
    /** What its journal has on the disk: the replica as it was some time ago. */
    List<StreamCopy> journaled = List.of();

    SimulatedMember(int place, Replica replica, Quorum quorum) {
        this.place = place;
        this.replica = replica;
        this.leader = new Leader(replica, quorum);
    }
}
