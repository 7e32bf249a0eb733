package dev.echowall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;

/** The result of what has to be there at once. */
final class Settled {
    private Settled() {}

    static <T> T now(Future<T> future) {
        assertThat(future.succeeded()).as("there at once").isTrue();
        return future.result();
    }
}
