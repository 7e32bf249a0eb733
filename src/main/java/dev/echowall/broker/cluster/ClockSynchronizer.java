package dev.echowall.broker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import dev.echowall.broker.cluster.ClusterClock.Other;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all other members for their clocks: repeatedly until the cluster's time is known, then every second. Members
 * that do not answer in time do not count. Runs on a thread of its own from the member's start to its end, so that the
 * result does not depend on how busy an event loop is.
 */
final class ClockSynchronizer implements LifecycleListener, HazelcastInstanceAware {
    private static final Logger log = LoggerFactory.getLogger(ClockSynchronizer.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final long AGAIN_MILLIS = 50;

    /** An answer that took longer is too imprecise. */
    private static final long ANSWER_MILLIS = 500;

    /** How long a new member asks for the cluster's running time before it continues with its own clock. */
    private static final long SET_MILLIS = 3_000;

    /** How long the first member of a cluster waits, once there is a quorum, for a majority of clocks that agree. */
    private static final long AGREE_MILLIS = 10_000;

    private final ClusterClock clock;
    private final ScheduledThreadPoolExecutor thread;
    private @Nullable HazelcastInstance member;
    private long begun;
    private Round round = new Round(0);

    /** The answers of one round. */
    private static final class Round {
        private final List<Other> others = new ArrayList<>();
        private int missing;

        Round(int missing) {
            this.missing = missing;
        }
    }

    ClockSynchronizer(ClusterClock clock) {
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, ClockSynchronizer::named, new DiscardPolicy());
    }

    private static Thread named(Runnable task) {
        Thread thread = new Thread(task, "echowall-clock");
        thread.setDaemon(true);
        return thread;
    }

    /** Called before the member starts. */
    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        if (event.getState() == LifecycleState.STARTED) {
            begun = System.nanoTime();
            thread.execute(this::ask);
        } else if (event.getState() == LifecycleState.SHUTDOWN) {
            thread.shutdownNow();
        }
    }

    private void ask() {
        HazelcastInstance here = member;
        if (here == null || !here.getLifecycleService().isRunning()) {
            later(EVERY_MILLIS, this::ask);
            return;
        }
        try {
            List<Member> others = here.getCluster().getMembers().stream()
                    .filter(each -> !each.localMember() && !each.isLiteMember())
                    .toList();
            Round asked = new Round(others.size());
            round = asked;
            DataMembers members = Replicas.of(here).members();
            others.forEach(each -> ask(members, each, asked));
            if (others.isEmpty()) {
                end(asked);
            } else {
                later(ANSWER_MILLIS, () -> end(asked));
            }
        } catch (RuntimeException ending) {
            log.debug("the members' clocks could not be read", ending);
            later(EVERY_MILLIS, this::ask);
        }
    }

    private void ask(DataMembers members, Member other, Round asked) {
        long sent = System.nanoTime();
        CompletionStage<long[]> answer = members.ask(other.getAddress(), new ClockOperation());
        // Explicitly on this thread, because Hazelcast's default executor starts threads.
        answer.whenCompleteAsync((clocks, failure) -> answered(asked, clocks, sent), thread);
    }

    private void answered(Round asked, long @Nullable [] clocks, long sent) {
        long way = (System.nanoTime() - sent) / 2_000_000;
        if (clocks != null && 2 * way <= ANSWER_MILLIS) {
            long now = clock.getAsLong();
            asked.others.add(new Other(clocks[0] + way - now, clocks[1] + way - now, clocks[2] == 1));
        }
        asked.missing--;
        if (asked.missing == 0) {
            end(asked);
        }
    }

    private void end(Round asked) {
        if (asked != round) {
            return; // already stopped
        }
        round = new Round(0);
        if (clock.isSet()) {
            clock.slew(asked.others);
        } else {
            boolean oldest = oldest();
            if (!quorum()) {
                begun = System.nanoTime(); // without a quorum nothing is decided yet
            }
            if (!clock.set(asked.others, oldest, expected())) {
                // As long as the first member waits, the others must wait as well.
                long wait = oldest || !asked.others.isEmpty() ? AGREE_MILLIS + SET_MILLIS : SET_MILLIS;
                if (waited() < wait) {
                    later(AGAIN_MILLIS, this::ask);
                    return;
                }
                clock.setAlone();
            }
        }
        later(EVERY_MILLIS, this::ask);
    }

    private boolean quorum() {
        HazelcastInstance here = member;
        return here == null || Replicas.of(here).hasQuorum();
    }

    private long waited() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** The number of clocks to wait for; one if the quorum is one or the others do not answer. */
    private int expected() {
        HazelcastInstance here = member;
        if (here == null || waited() > AGREE_MILLIS) {
            return 1;
        }
        ClusterOptions options = Replicas.of(here).options();
        return options.quorum() > 1 ? options.size() : 1;
    }

    private boolean oldest() {
        HazelcastInstance here = member;
        return here == null || here.getCluster().getMembers().iterator().next().localMember();
    }

    private void later(long millis, Runnable task) {
        var unused = thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
