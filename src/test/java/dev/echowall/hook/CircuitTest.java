package dev.echowall.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitTest {
    private long now = Long.MAX_VALUE - 1; // overflows soon, as nanoTime may
    private final Circuit circuit = new Circuit(() -> now);

    private void fails(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed();
        }
    }

    @Test
    void failures_with_an_answer_in_between_do_not_open_it() {
        fails(Circuit.FAILURES - 1);
        circuit.answered();
        fails(Circuit.FAILURES - 1);

        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.admits()).isTrue();
    }

    @Test
    void enough_failures_in_a_row_open_it_and_one_question_per_pause_is_let_through() {
        fails(Circuit.FAILURES);
        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.admits()).isFalse();

        now += Circuit.PAUSE.toNanos() - 1;
        assertThat(circuit.admits()).isFalse();
        now++;
        assertThat(circuit.admits()).isTrue();
        assertThat(circuit.admits()).isFalse();

        circuit.failed();
        now += Circuit.PAUSE.toNanos() - 1;
        assertThat(circuit.admits()).isFalse();
    }

    @Test
    void an_answer_closes_it() {
        fails(Circuit.FAILURES);
        circuit.answered();

        assertThat(circuit.admits()).isTrue();
        assertThat(circuit.admits()).isTrue();
        fails(Circuit.FAILURES - 1);
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void a_question_that_is_never_answered_does_not_keep_it_open_for_ever() {
        fails(Circuit.FAILURES);
        now += Circuit.PAUSE.toNanos();
        assertThat(circuit.admits()).isTrue();

        now += Circuit.PAUSE.toNanos();
        assertThat(circuit.admits()).isTrue();
    }
}
