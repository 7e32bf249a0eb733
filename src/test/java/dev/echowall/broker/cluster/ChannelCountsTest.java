package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.Namespaces;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelCountsTest {
    private final ChannelCounts counts = new ChannelCounts(new Namespaces(
            ChannelOptions.DEFAULT, Map.of("echo", ChannelOptions.DEFAULT, "chat", ChannelOptions.DEFAULT)));

    @Test
    void what_members_answer_is_added_up_and_those_of_no_namespace_are_the_rest() {
        assertThat(counts.named()).containsExactly(Namespaces.INTERNAL, "chat", "echo");
        counts.counted(List.of(new int[] {12, 2, 3, 4}, new int[] {6, 1, 1, 1}));
        assertThat(counts.all()).isEqualTo(18);
        assertThat(counts.of(Namespaces.INTERNAL)).isEqualTo(3);
        assertThat(counts.of("chat")).isEqualTo(4);
        assertThat(counts.of("echo")).isEqualTo(5);
        assertThat(counts.of("default")).isEqualTo(6);
    }

    @Test
    void what_begins_is_counted_until_the_next_count() {
        counts.created(ChannelName.of("echo:a"));
        counts.created(ChannelName.of("other"));
        assertThat(counts.all()).isEqualTo(2);
        assertThat(counts.of("echo")).isEqualTo(1);
        assertThat(counts.of("default")).isEqualTo(1);
        counts.counted(List.of(new int[] {0, 0, 0, 0}));
        assertThat(counts.all()).isZero();
        assertThat(counts.of("echo")).isZero();
    }
}
