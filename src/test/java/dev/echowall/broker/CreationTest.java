package dev.echowall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreationTest {
    @Test
    void a_tenth_of_the_channels_is_left_for_the_server() {
        assertThat(Creation.BY_CLIENT.isAllowed(89, 100)).isTrue();
        assertThat(Creation.BY_CLIENT.isAllowed(90, 100)).isFalse();
        assertThat(Creation.BY_SERVER.isAllowed(99, 100)).isTrue();
        assertThat(Creation.BY_SERVER.isAllowed(100, 100)).isFalse();
    }

    @Test
    void who_may_begin_none_begins_none() {
        assertThat(Creation.NONE.isAllowed(0, 100)).isFalse();
    }

    @Test
    void of_several_together_the_one_who_may_most_counts() {
        assertThat(Creation.NONE.or(Creation.BY_CLIENT)).isEqualTo(Creation.BY_CLIENT);
        assertThat(Creation.BY_CLIENT.or(Creation.BY_SERVER)).isEqualTo(Creation.BY_SERVER);
        assertThat(Creation.NONE.or(Creation.NONE)).isEqualTo(Creation.NONE);
    }
}
