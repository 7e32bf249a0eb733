package dev.echowall.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    @Test
    void the_processor_time_is_found_behind_a_name_with_blanks_and_brackets() {
        String stat = "4711 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 123 45 0 0 20 0 1 0 99";
        ProcessUsage usage = ProcessUsage.parse(stat, "Name:\ta\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n");
        assertThat(usage).isEqualTo(new ProcessUsage(1_680_000, 1 << 20, 2 << 20));
    }

    @Test
    void what_was_used_since_is_the_difference_and_memory_is_as_it_is() {
        assertThat(new ProcessUsage(500, 7, 9).since(new ProcessUsage(200, 5, 8)))
                .isEqualTo(new ProcessUsage(300, 7, 9));
    }

    @Test
    void a_process_that_has_gone_has_used_nothing() {
        assertThat(ProcessUsage.of(List.of(999_999_999L))).isEqualTo(ProcessUsage.NONE);
        assertThat(ProcessUsage.readable(999_999_999L)).isFalse();
    }
}
