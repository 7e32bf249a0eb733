package dev.echowall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private static List<LifecycleEvent> events(int count) {
        List<LifecycleEvent> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(LifecycleEvent.ofChannel(LifecycleEvent.Kind.OCCUPIED, "room" + i));
        }
        return all;
    }

    private static Position at(long offset) {
        return new Position("e", offset);
    }

    private static EventId id(String text) {
        return EventId.parse(text);
    }

    private static List<String> ids(EventPage page) {
        return page.events().stream()
                .map(each -> each.toString().lines().findFirst().orElseThrow().substring(4))
                .toList();
    }

    @Test
    void the_last_event_of_an_entry_has_the_id_of_what_follows_it() {
        EventRing ring = new EventRing(100, 100_000);
        ring.begin(at(7));
        ring.add(at(8), 1, events(3));
        ring.add(at(9), 1, events(0));
        ring.add(at(10), 1, events(1));
        assertThat(ids(ring.after(id("e:7.0"), 100_000))).containsExactly("e:7.1", "e:7.2", "e:8.0", "e:10.0");
        assertThat(ids(ring.after(id("e:7.2"), 100_000))).containsExactly("e:8.0", "e:10.0");
        assertThat(ids(ring.after(id("e:9.0"), 100_000))).containsExactly("e:10.0");
        assertThat(ring.top()).isEqualTo(id("e:10.0"));
    }

    @Test
    void it_reaches_back_to_where_it_began_and_not_further() {
        EventRing ring = new EventRing(100, 100_000);
        ring.begin(at(7));
        assertThat(ring.reaches(id("e:7.0"))).isTrue();
        assertThat(ring.reaches(id("e:8.1"))).isTrue();
        assertThat(ring.reaches(id("e:6.9"))).isFalse();
        assertThat(ring.reaches(id("f:7.0"))).isFalse();
        assertThat(ring.reaches(EventId.FOREIGN)).isFalse();
        ring.clear();
        assertThat(ring.reaches(id("e:7.0"))).isFalse();
        assertThat(ring.top()).isNull();
    }

    @Test
    void it_keeps_so_many_events_and_whoever_is_further_behind_has_a_gap() {
        EventRing ring = new EventRing(10, 100_000);
        ring.begin(at(0));
        for (int i = 1; i <= 20; i++) {
            ring.add(at(i), 1, events(1));
        }
        assertThat(ring.reaches(id("e:9.0"))).isFalse();
        assertThat(ring.reaches(id("e:10.0"))).isTrue();
        assertThat(ring.after(id("e:10.0"), 100_000).events()).hasSize(10);
    }

    @Test
    void it_keeps_so_many_bytes() {
        EventRing ring = new EventRing(1_000_000, 10_000);
        ring.begin(at(0));
        for (int i = 1; i <= 1_000; i++) {
            ring.add(at(i), 1, events(1));
        }
        int kept = 0;
        while (!ring.reaches(new EventId(at(kept), 0))) {
            kept++;
        }
        int bytes = ring.after(new EventId(at(kept), 0), 1_000_000).events().stream()
                .mapToInt(each -> each.length())
                .sum();
        assertThat(bytes).isBetween(9_800, 10_000);
    }

    @Test
    void a_page_has_so_many_bytes_but_at_least_one_event() {
        EventRing ring = new EventRing(100, 100_000);
        ring.begin(at(0));
        ring.add(at(1), 1, events(9));
        assertThat(ring.after(id("e:0.0"), 1).events()).hasSize(1);
        EventPage page = ring.after(id("e:0.0"), 200);
        assertThat(page.events()).hasSizeBetween(2, 3);
        assertThat(page.upTo()).isEqualTo(id("e:0." + page.events().size()));
    }
}
