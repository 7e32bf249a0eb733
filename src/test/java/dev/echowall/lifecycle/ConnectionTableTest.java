package dev.echowall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.ConnectionChange.Disconnected;
import dev.echowall.lifecycle.ConnectionChange.Subscribed;
import dev.echowall.lifecycle.ConnectionChange.Unsubscribed;
import dev.echowall.lifecycle.Entry.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
    private static final String SOURCE = "run/1";

    private final ConnectionTable table = new ConnectionTable();

    private List<String> apply(ConnectionChange... changes) {
        table.add(SOURCE, "node1");
        return brief(table.apply(new Entry(Kind.CHANGES, SOURCE, "node1", List.of(changes))));
    }

    private static List<String> brief(List<LifecycleEvent> events) {
        return events.stream()
                .map(each -> (each.kind().label() + " " + each.client() + " " + each.channel()).trim())
                .toList();
    }

    @Test
    void the_first_subscriber_occupies_a_channel_and_the_last_one_vacates_it() {
        assertThat(apply(
                        new Connected("a", "42", "sse"),
                        new Connected("b", "", "sse"),
                        new Subscribed("a", "room"),
                        new Subscribed("b", "room"),
                        new Unsubscribed("a", "room"),
                        new Unsubscribed("b", "room")))
                .containsExactly(
                        "connected a",
                        "connected b",
                        "subscribed a room",
                        "occupied  room",
                        "subscribed b room",
                        "unsubscribed a room",
                        "unsubscribed b room",
                        "vacated  room");
    }

    @Test
    void who_disconnects_leaves_all_channels_first() {
        apply(new Connected("a", "42", "sse"), new Subscribed("a", "two"), new Subscribed("a", "one"));
        assertThat(apply(new Disconnected("a", 1000, "")))
                .containsExactly(
                        "unsubscribed a one", "vacated  one", "unsubscribed a two", "vacated  two", "disconnected a");
    }

    @Test
    void what_is_no_change_tells_nothing() {
        apply(new Connected("a", "42", "sse"), new Subscribed("a", "room"));
        assertThat(apply(
                        new Connected("a", "42", "sse"),
                        new Subscribed("a", "room"),
                        new Unsubscribed("a", "other"),
                        new Subscribed("b", "room"),
                        new Unsubscribed("b", "room"),
                        new Disconnected("b", 1000, "")))
                .isEmpty();
    }

    @Test
    void an_instance_that_has_gone_ends_so_many_connections_at_once_and_then_the_others() {
        int count = 2 * ConnectionTable.GONE_AT_ONCE + 1;
        List<ConnectionChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(new Connected("c" + i, "", "sse"));
        }
        apply(changes.toArray(ConnectionChange[]::new));
        Entry gone = Entry.gone(SOURCE, "");
        assertThat(table.apply(gone)).hasSize(ConnectionTable.GONE_AT_ONCE).allSatisfy(each -> {
            assertThat(each.kind()).isEqualTo(LifecycleEvent.Kind.DISCONNECTED);
            assertThat(each.code()).isEqualTo(1006);
            assertThat(each.reason()).contains("node1");
        });
        assertThat(table.isEmpty(SOURCE)).isFalse();
        assertThat(table.apply(gone)).hasSize(ConnectionTable.GONE_AT_ONCE);
        assertThat(table.apply(gone)).hasSize(1);
        assertThat(table.apply(gone)).isEmpty();
        assertThat(table.isEmpty(SOURCE)).isTrue();
    }

    @Test
    void its_heap_is_what_is_in_it() {
        apply(new Connected("a", "42", "sse"), new Subscribed("a", "room"), new Subscribed("a", "other"));
        long two = table.bytes();
        apply(new Connected("b", "42", "sse"), new Subscribed("b", "room"));
        assertThat(table.bytes()).isGreaterThan(two);
        apply(new Disconnected("b", 1000, ""));
        assertThat(table.bytes()).isEqualTo(two);
        apply(new Unsubscribed("a", "room"), new Disconnected("a", 1000, ""));
        assertThat(table.bytes()).isZero();
    }

    @Test
    void a_list_of_pages_makes_the_same_table() {
        for (int i = 0; i < 10; i++) {
            apply(new Connected("c" + i, "u", "sse"), new Subscribed("c" + i, "room" + i % 3));
            apply(new Subscribed("c" + i, "all"));
        }
        ConnectionTable copy = new ConnectionTable();
        copy.add(SOURCE, "node1");
        String after = "";
        int pages = 0;
        for (List<ConnectionChange> page = table.page(SOURCE, after, 7);
                !page.isEmpty();
                page = table.page(SOURCE, after, 7)) {
            copy.apply(new Entry(Kind.CHANGES, SOURCE, "node1", page));
            after = page.get(page.size() - 1).client();
            pages++;
        }
        assertThat(pages).isEqualTo(5);
        assertThat(copy.subscribers()).isEqualTo(table.subscribers()).containsEntry("all", 10);
        assertThat(copy.bytes()).isEqualTo(table.bytes());
    }
}
