package dev.echowall.broker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise, tried in many thousands of stories: two payloads at no position, nothing acknowledged gone under its epoch. */
class ReplicaModelTest {
    private static final int STORIES = Integer.getInteger("test.stories", 400);
    private static final int STEPS = 400;
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    @Test
    void whatever_is_cut_stands_still_or_dies_no_position_means_two_things_and_nothing_acknowledged_is_gone() {
        stories(STORIES, 3, 1);
    }

    @Test
    void five_members_and_two_copies_keep_the_same_promise() {
        stories(STORIES / 4, 5, 2);
    }

    @Test
    void five_members_and_one_copy_too() {
        stories(STORIES / 4, 5, 1);
    }

    @Test
    void with_journals_the_same_holds_when_all_are_killed_at_once_and_who_resumes_finds_what_it_knew() {
        assertThat(stories(STORIES / 2, 3, 1, true)).isGreaterThan(STORIES / 2);
        assertThat(stories(STORIES / 8, 5, 2, true)).isGreaterThan(STORIES / 8);
    }

    /** The first four lost acknowledged publications to a leader without backups, the others to an old copy that came too late. */
    @ParameterizedTest
    @ValueSource(longs = {20411, 20927, 22361, 22415, 67229, 72467})
    void a_story_that_once_found_a_fault_ends_well(long seed) {
        new ReplicaModel(seed, 3, 1).run(STEPS);
    }

    /** Two candidates had chosen one number: the lower one led, was refused by who had promised the other, and never asked for more. */
    @Test
    void a_story_that_once_never_became_whole_ends_well() {
        new ReplicaModel(284, 3, 1).run(STEPS);
    }

    /**
     * A configuration that too few knew of was gone on from by those few, and the one before it by the others, in the same epoch.
     */
    @Test
    void a_story_in_which_a_change_of_voters_came_half_way_ends_well() {
        new ReplicaModel(751, 5, 1).run(STEPS);
    }

    /** One alone told what it had said as a leader whom nobody followed: another's acknowledgement had the offset, and an older version. */
    @Test
    void a_story_in_which_one_alone_told_what_never_was_ends_well() {
        new ReplicaModel(3364, 3, 1).run(STEPS);
        new ReplicaModel(109235, 5, 2).run(STEPS);
    }

    private static void stories(int count, int size, int backups) {
        stories(count, size, backups, false);
    }

    /** @return how many streams were restored */
    private static long stories(int count, int size, int backups, boolean journals) {
        long restored = 0;
        long acks = 0;
        long reads = 0;
        long told = 0;
        long resumed = 0;
        long takenOver = 0;
        for (int i = 0; i < count; i++) {
            ReplicaModel model = new ReplicaModel(SEED + i, size, backups, journals);
            try {
                model.run(STEPS);
            } catch (AssertionError broken) {
                throw new AssertionError(
                        "test.seed=" + (SEED + i) + ", " + size + " members, " + backups + " backups", broken);
            }
            acks += model.clients().acks();
            reads += model.clients().reads();
            told += model.clients().told();
            resumed += model.clients().resumed();
            takenOver += model.takenOver();
            restored += model.restored();
        }
        System.out.printf(
                "%,d stories of %d members: %,d acknowledged, %,d reads, %,d told by one alone, %,d resumed from a former epoch, %,d takeovers, %,d streams restored%n",
                count, size, acks, reads, told, resumed, takenOver, restored);
        // Stories in which nothing happens would prove nothing.
        assertThat(acks).isGreaterThan(count * 10L);
        assertThat(reads).isGreaterThan(count * 3L);
        assertThat(told).isGreaterThan(count * 10L);
        assertThat(resumed).isGreaterThan(count);
        assertThat(takenOver).isGreaterThan(count);
        return restored;
    }
}
