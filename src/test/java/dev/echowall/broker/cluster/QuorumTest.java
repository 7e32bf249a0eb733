package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumTest {
    private static final Quorum OF_FIVE = new Quorum(3, 1);

    private static VoterConfiguration configuration(List<String> voters, List<String> before) {
        return new VoterConfiguration("w", new Term(1, "a"), 1, voters, before);
    }

    @Test
    void until_it_is_in_force_a_configuration_needs_those_who_may_go_on_without_it() {
        VoterConfiguration onItsWay = configuration(List.of("b", "c", "d", "e"), List.of("a", "b", "c"));
        assertThat(OF_FIVE.enough(onItsWay, List.of("c", "d", "e"))).isFalse();
        assertThat(OF_FIVE.enough(onItsWay, List.of("a", "b", "c"))).isFalse();
        assertThat(OF_FIVE.enough(onItsWay, List.of("b", "c", "d"))).isTrue();
    }

    @Test
    void when_it_is_in_force_its_own_voters_are_enough() {
        VoterConfiguration inForce = configuration(List.of("b", "c", "d", "e"), List.of());
        assertThat(OF_FIVE.enough(inForce, List.of("c", "d", "e"))).isTrue();
        assertThat(OF_FIVE.enough(inForce, List.of("d", "e"))).isFalse();
    }

    @Test
    void a_quorum_below_the_majority_is_enough_but_makes_nobody_sure() {
        Quorum eachForItself = new Quorum(1, 1);
        VoterConfiguration three = configuration(List.of("a", "b", "c"), List.of());
        assertThat(eachForItself.enough(three, List.of("a"))).isTrue();
        assertThat(eachForItself.sure(three, List.of("a"))).isFalse();
        assertThat(eachForItself.sure(three, List.of("a", "b"))).isTrue();
    }
}
