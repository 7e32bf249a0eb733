package dev.echowall.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.Entry.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnConnectionsTest {
    private final List<Entry> published = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<Promise<Position>> promises = new ArrayList<>();

    private OwnConnections recorded(boolean held, int waitingBytes) {
        return new OwnConnections("run", "node1", 1, true, held, waitingBytes, this::publish);
    }

    private Future<Position> publish(Entry entry, String id) {
        published.add(entry);
        ids.add(id);
        Promise<Position> promise = Promise.promise();
        promises.add(promise);
        return promise.future();
    }

    private void acknowledge() {
        promises.get(promises.size() - 1).complete(new Position("e", promises.size()));
    }

    private static Connected connected(int number) {
        return new Connected("c" + number, "user", "sse");
    }

    @Test
    void nothing_is_published_before_somebody_asks() {
        OwnConnections own = recorded(true, 1_000_000);
        own.change(connected(1));
        assertThat(published).isEmpty();
        own.confirm();
        assertThat(published).containsExactly(new Entry(Kind.OPENED_EMPTY, "run/1", "node1", List.of(connected(1))));
    }

    @Test
    void one_entry_is_under_way_at_a_time_and_what_waits_goes_together() {
        OwnConnections own = recorded(false, 1_000_000);
        own.change(connected(1));
        own.change(connected(2));
        own.change(connected(3));
        assertThat(published).hasSize(1);
        acknowledge();
        assertThat(published.get(1).changes()).containsExactly(connected(2), connected(3));
        acknowledge();
        assertThat(published).hasSize(2);
    }

    @Test
    void an_entry_is_tried_again_under_its_id_until_it_is_acknowledged() {
        OwnConnections own = recorded(false, 1_000_000);
        own.change(connected(1));
        promises.get(0).fail("no answer");
        own.change(connected(2));
        assertThat(published).hasSize(1);
        own.check();
        assertThat(published.get(1)).isEqualTo(published.get(0));
        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        acknowledge();
        assertThat(published.get(2).changes()).containsExactly(connected(2));
        assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
    }

    @Test
    void a_page_is_given_when_all_that_it_includes_is_in_the_stream() {
        OwnConnections own = recorded(false, 1_000_000);
        own.change(connected(1));
        own.change(connected(2));
        Future<TablePage> page = own.page("", 100);
        acknowledge();
        assertThat(page.isComplete()).isFalse();
        acknowledge();
        assertThat(page.result())
                .isEqualTo(new TablePage("run/1", "node1", List.of(connected(1), connected(2)), new Position("e", 2)));
    }

    @Test
    void beyond_so_many_waiting_bytes_it_becomes_another_source_so_that_all_see_that_something_is_missing() {
        OwnConnections own = recorded(false, 5_000);
        for (int i = 0; i < 1_000; i++) {
            own.change(connected(i));
            own.check();
        }
        assertThat(own.source()).isNotEqualTo("run/1");
        acknowledge();
        Entry next = published.get(1);
        assertThat(next.kind()).isEqualTo(Kind.OPENED);
        assertThat(next.source()).isEqualTo(own.source());
        assertThat(next.changes().size()).isLessThan(100);
        acknowledge();
        Future<TablePage> page = own.page("", 10_000);
        assertThat(page.result().connections()).hasSize(1_000);
    }
}
