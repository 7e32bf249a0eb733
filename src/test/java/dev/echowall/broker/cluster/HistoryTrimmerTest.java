package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTrimmerTest {
    @Test
    void each_member_has_its_share_of_all_copies() {
        assertThat(HistoryTrimmer.share(300, 2, 3)).isEqualTo(200);
        assertThat(HistoryTrimmer.share(300, 1, 1)).isEqualTo(300);
        assertThat(HistoryTrimmer.share(Long.MAX_VALUE, 2, 2)).isEqualTo(Long.MAX_VALUE);
    }
}
