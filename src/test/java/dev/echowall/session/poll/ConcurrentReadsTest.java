package dev.echowall.session.poll;

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
        return turns.take(() -> {
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
}
