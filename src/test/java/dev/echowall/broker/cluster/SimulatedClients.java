package dev.echowall.broker.cluster;

import dev.echowall.broker.AppendResult;
import dev.echowall.broker.AppendResult.Status;
import dev.echowall.broker.BatchHeader;
import dev.echowall.broker.StreamVersion;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.stream.Ancestors;
import dev.echowall.stream.AppendOutcome;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Retention;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Who publishes and reads in a model, and checks that what they are told fits together. */
final class SimulatedClients {
    private static final String[] CHANNELS = {"a", "b"};
    private static final Retention RETENTION = new Retention(10_000, 1 << 30, 0, 1_000_000_000);

    private record Attempt(String sender, long sequence, String channel, List<Draft> drafts) {}

    private final Random random;
    /** For what changes nothing, so that a seed's story stays what it was. */
    private final Random apart;

    private final SimulatedNetwork network;
    private final SimulatedTime time;
    private final ObservedHistory history = new ObservedHistory();
    private final List<Attempt> unanswered = new ArrayList<>();
    private int said;
    private int acks;
    private int reads;
    private int told;
    private int resumed;

    SimulatedClients(Random random, Random apart, SimulatedNetwork network, SimulatedTime time) {
        this.random = random;
        this.apart = apart;
        this.network = network;
        this.time = time;
    }

    int acks() {
        return acks;
    }

    int reads() {
        return reads;
    }

    int told() {
        return told;
    }

    /** How often a reader of a former epoch would have gone on without a gap, and rightly. */
    int resumed() {
        return resumed;
    }

    void append() {
        SimulatedMember member = network.oneThatLeads();
        if (!member.alive || member.paused) {
            return;
        }
        Attempt attempt;
        if (!unanswered.isEmpty() && random.nextInt(3) == 0) {
            attempt = unanswered.get(random.nextInt(unanswered.size()));
        } else {
            String channel = CHANNELS[random.nextInt(CHANNELS.length)];
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                drafts.add(new Draft(Payload.text("p" + ++said), "id" + said, 0));
            }
            attempt = new Attempt("s" + said, 1, channel, drafts);
            unanswered.add(attempt);
        }
        BatchHeader header = new BatchHeader(attempt.sender(), attempt.sequence(), "n", true, RETENTION);
        LeaderReply<AppendResult> step = member.leader.append(attempt.channel(), header, attempt.drafts(), time.now());
        if (step.answer().status() != Status.ACCEPTED) {
            return;
        }
        network.send(
                member,
                step,
                answer -> {
                    unanswered.remove(attempt);
                    acks++;
                    history.acknowledged(attempt.channel(), attempt.drafts(), answer);
                    announce(attempt.channel(), answer);
                },
                () -> {});
    }

    void read() {
        SimulatedMember member = network.oneThatLeads();
        if (!member.alive || member.paused) {
            return;
        }
        String channel = CHANNELS[random.nextInt(CHANNELS.length)];
        LeaderReply<ReadReply> step = member.leader.read(channel, new Position("", 0), 10_000, 1 << 30, Long.MIN_VALUE);
        if (step.answer().status() != Status.ACCEPTED) {
            return;
        }
        Recovery recovery = step.answer().recovery();
        StreamCopy copy = member.replica.copies().get(channel);
        Ancestors ancestors = copy == null ? Ancestors.NONE : copy.stream().ancestors();
        Set<Long> before = history.acknowledged(channel, recovery.epoch());
        network.send(
                member,
                step,
                answer -> {
                    reads++;
                    history.read(channel, (Recovered) recovery, before);
                    resumed += history.resumed(channel, (Recovered) recovery, ancestors);
                    if (!step.sent().isEmpty()) {
                        Position upTo = new Position(recovery.epoch(), recovery.top());
                        ReplicatedChange sent = step.sent().get(0);
                        settle(member, channel, upTo, new HeldVersion(sent.term(), sent.after()));
                    }
                },
                () -> {});
    }

    /** As a member does that sees too few others: from its own copy, whatever has become of the rest. */
    void readHere() {
        SimulatedMember member = network.members()[apart.nextInt(network.members().length)];
        String channel = CHANNELS[apart.nextInt(CHANNELS.length)];
        StreamCopy copy = member.replica.copies().get(channel);
        if (member.alive && copy != null) {
            Recovery here = copy.readSettled(new Position("", 0), 10_000, 1 << 30, Long.MIN_VALUE);
            Recovered recovered = (Recovered) here;
            told += recovered.publications().size();
            history.told(channel, recovered);
        }
    }

    /* By a way of its own, which is not cut where the others are; it may be late, or never come. */
    private void announce(String channel, AppendResult answer) {
        long last = 0;
        for (long outcome : answer.outcomes()) {
            last = Math.max(last, AppendOutcome.offset(outcome));
        }
        Position upTo = new Position(answer.epoch(), last);
        if (answer.version().equals(StreamVersion.NONE)) {
            return;
        }
        for (SimulatedMember member : network.members()) {
            if (apart.nextInt(4) != 0) {
                HeldVersion in = HeldVersion.of(answer.version());
                time.later(apart.nextInt(100), () -> network.on(member, () -> settle(member, channel, upTo, in)));
            }
        }
    }

    private static void settle(SimulatedMember member, String channel, Position upTo, HeldVersion in) {
        StreamCopy copy = member.replica.copies().get(channel);
        if (copy != null) {
            copy.settle(upTo, in);
        }
    }
}
