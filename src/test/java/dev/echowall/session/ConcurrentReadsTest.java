package dev.echowall.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrentReadsTest {
    private final ConcurrentReads turns = new ConcurrentReads(2);
    private final List<Promise<Integer>> begun = new ArrayList<>();

    private Future<Integer> take() {
        return turns.read(() -> {
            Promise<Integer> task = Promise.promise();
            begun.add(task);
            return task.future();
        });
    }

    @Test
    void no_more_than_so_many_are_under_way() {
        take();
        take();
        Future<Integer> third = take();
        assertThat(begun).hasSize(2);
        begun.get(1).complete(1);
        assertThat(begun).hasSize(3);
        begun.get(2).complete(3);
        assertThat(third.result()).isEqualTo(3);
    }

    @Test
    void one_that_fails_gives_its_turn_to_the_next() {
        take();
        take();
        Future<Integer> third = take();
        begun.get(0).fail("no");
        assertThat(begun).hasSize(3);
        begun.get(2).fail("neither");
        assertThat(third.failed()).isTrue();
    }

    @Test
    void one_that_waits_and_does_not_read_then_leaves_its_turn_to_the_next() {
        take();
        take();
        List<String> asked = new ArrayList<>();
        turns.tryBegin(() -> asked.add("first"));
        Future<Integer> next = take();
        begun.get(0).complete(1);
        assertThat(asked).containsExactly("first");
        assertThat(begun).hasSize(3);
        begun.get(2).complete(3);
        assertThat(next.result()).isEqualTo(3);
    }

    @Test
    void one_that_is_forgotten_is_not_asked() {
        take();
        take();
        List<String> asked = new ArrayList<>();
        Runnable waiting = () -> asked.add("it");
        turns.tryBegin(waiting);
        turns.forget(waiting);
        begun.get(0).complete(1);
        assertThat(asked).isEmpty();
    }
}
