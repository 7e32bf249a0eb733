package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutOfMemoryExitTest {
    @Test
    void a_fault_says_so_itself_or_by_its_cause() {
        assertThat(OutOfMemoryExit.saysSo(new OutOfMemoryError())).isTrue();
        assertThat(OutOfMemoryExit.saysSo(new IllegalStateException(new RuntimeException(new OutOfMemoryError()))))
                .isTrue();
        assertThat(OutOfMemoryExit.saysSo(new StackOverflowError())).isFalse();
        assertThat(OutOfMemoryExit.saysSo(null)).isFalse();
    }

    @Test
    void causes_may_go_round_in_a_circle() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);
        assertThat(OutOfMemoryExit.saysSo(first)).isFalse();
    }

    @Test
    void a_process_that_is_not_an_instance_and_nothing_else_goes_on() {
        OutOfMemoryExit.endIf(new OutOfMemoryError());
    }
}
