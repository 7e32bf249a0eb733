package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.List;

/** Ticks as seconds, to see whether one is missing or comes twice. */
final class TickSeconds {
    private TickSeconds() {}

    static void assertConsecutive(List<String> ticks) {
        List<Long> seconds = ticks.stream()
                .map(tick -> OffsetDateTime.parse(tick).toEpochSecond())
                .toList();
        assertThat(seconds).as("some ticks").isNotEmpty();
        for (int i = 0; i < seconds.size(); i++) {
            assertThat(seconds.get(i)).as("tick %d of %s", i, ticks).isEqualTo(seconds.get(0) + i);
        }
    }
}
