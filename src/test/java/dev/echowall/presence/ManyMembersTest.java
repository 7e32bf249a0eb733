package dev.echowall.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Position;
import dev.echowall.presence.PresenceChange.Enter;
import dev.echowall.session.plain.OneNodeBroker;
import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hundred thousand members of one channel, on three instances. */
class ManyMembersTest {
    private static final int MEMBERS = 100_000;
    private static final int PAGE = 1_000;
    private static final List<String> INSTANCES = List.of("a", "b", "c");
    /** What a publication of changes has at most, and an estimate of one change. */
    private static final int FULL_BYTES = 64 * 1024;

    private static final int CHANGE_BYTES = 64;

    private static ClientInfo member(int i) {
        return new ClientInfo("user" + i / 2, "%036d".formatted(i), null, null);
    }

    private static PresenceMap full() {
        PresenceMap map = new PresenceMap(5_000);
        for (int i = 0; i < MEMBERS; i++) {
            map.apply(INSTANCES.get(i % INSTANCES.size()), new Enter(member(i)), 0);
            map.takeEvents();
        }
        return map;
    }

    @Test
    void are_listed_page_by_page_each_once_and_counted_without_a_list() {
        PresenceMap map = full();
        List<String> listed = new ArrayList<>();
        Snapshot page = map.snapshot(0, "", PAGE);
        long longest = 0;
        while (true) {
            assertThat(page.clients()).hasSizeLessThanOrEqualTo(PAGE);
            page.clients().forEach(each -> listed.add(each.client()));
            if (!page.more()) {
                break;
            }
            long began = System.nanoTime();
            page = map.snapshot(0, listed.get(listed.size() - 1), PAGE);
            longest = Math.max(longest, System.nanoTime() - began);
        }
        assertThat(listed).hasSize(MEMBERS).isSorted().doesNotHaveDuplicates();
        Snapshot counts = map.snapshot(0, "", 0);
        assertThat(counts.clients()).isEmpty();
        assertThat(counts.connections()).isEqualTo(MEMBERS);
        assertThat(counts.users()).isEqualTo(MEMBERS / 2);
        System.out.printf("the longest page of %d took %d us%n", PAGE, longest / 1_000);
    }

    @Test
    void those_of_an_instance_are_lost_at_once_and_their_leaves_told_once() {
        PresenceMap map = full();
        long began = System.nanoTime();
        map.loseInstance("a", 10_000);
        long took = System.nanoTime() - began;
        int left = map.snapshot(0, "", 0).connections();
        assertThat(left).isEqualTo(MEMBERS - (MEMBERS + 2) / 3);
        assertThat(map.takeEvents()).isEmpty();
        map.expire(20_000);
        List<PresenceEvent> events = map.takeEvents();
        assertThat(events).hasSize(MEMBERS - left).noneMatch(PresenceEvent::join);
        assertThat(events.stream().map(each -> each.client().client())).doesNotHaveDuplicates();
        System.out.printf("%d members of an instance were lost in %d ms%n", MEMBERS - left, took / 1_000_000);
    }

    @Test
    void use_as_much_memory_as_is_said() throws Exception {
        long self = ProcessHandle.current().pid();
        long before = LiveHeap.bytes(self);
        PresenceMap map = full();
        long used = LiveHeap.bytes(self) - before;
        System.out.printf("%d bytes for each member, %d by its own account%n", used / MEMBERS, map.bytes() / MEMBERS);
        assertThat(map.bytes()).isBetween(used / 2, 2 * used);
    }

    @Test
    void that_come_at_once_share_publications() {
        Vertx vertx = Vertx.vertx();
        try {
            Context context = vertx.getOrCreateContext();
            OneNodeBroker broker = new OneNodeBroker();
            broker.slow = true;
            Promise<Position> told = Promise.promise();
            OwnClients own = new OwnClients(ChannelName.of("room:1"), broker, context, "a", () -> {});
            context.runOnContext(v -> {
                for (int i = 0; i < MEMBERS; i++) {
                    own.enter(member(i));
                }
                own.flushed().onComplete(told);
                vertx.setPeriodic(1, timer -> broker.answerAll());
            });
            TimeLimits.await(told.future());
            int bytes = MEMBERS * (CHANGE_BYTES + member(0).size());
            assertThat(broker.published.get()).isBetween(2, 2 + 2 * bytes / FULL_BYTES);
            System.out.printf("%d members told in %d publications%n", MEMBERS, broker.published.get());
        } finally {
            TimeLimits.await(vertx.close());
        }
    }
}
