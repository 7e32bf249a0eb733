package dev.echowall.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ClientInfo;
import dev.echowall.presence.PresenceChange.Enter;
import dev.echowall.presence.PresenceChange.Leave;
import dev.echowall.presence.PresenceChange.Lost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the subscribers of a channel are told, case by case. */
class PresenceMapTest {
    private static final long GRACE = 5_000;

    private final PresenceMap map = new PresenceMap(GRACE);
    private long now = 1_000_000;

    @Test
    void who_enters_and_leaves_is_told_at_once() {
        enter("a", "c1", "42");
        leave("a", "c1");
        assertThat(told()).containsExactly("+c1", "-c1");
    }

    @Test
    void who_is_lost_is_not_in_the_list_any_more_but_his_leave_waits() {
        enter("a", "c1", "42");
        lose("a", "c1");
        assertThat(clients()).isEmpty();
        assertThat(map.snapshot(0, "", 10).users()).isZero();
        now += GRACE - 1;
        assertThat(told()).containsExactly("+c1");
        now += 1;
        assertThat(told()).containsExactly("-c1");
    }

    @Test
    void who_comes_back_in_time_has_not_left() {
        enter("a", "c1", "42");
        lose("a", "c1");
        now += GRACE - 1;
        enter("b", "c2", "42");
        now += 10 * GRACE;
        assertThat(told()).containsExactly("+c1", "+c2");
        assertThat(clients()).containsExactly("c2");
    }

    @Test
    void who_came_back_before_his_loss_was_noticed_has_not_left_either() {
        enter("a", "c1", "42");
        now += 60_000;
        enter("b", "c2", "42");
        now += 400;
        map.loseInstance("a", now);
        now += 10 * GRACE;
        assertThat(told()).containsExactly("+c1", "+c2");
    }

    @Test
    void the_leave_that_was_taken_away_is_told_when_the_user_has_gone() {
        enter("a", "c1", "42");
        lose("a", "c1");
        enter("b", "c2", "42");
        leave("b", "c2");
        assertThat(told()).containsExactly("+c1", "+c2", "-c2", "-c1");
    }

    @Test
    void another_tab_that_stays_does_not_hide_that_one_is_lost_for_good() {
        enter("a", "c1", "42");
        now += 60_000;
        enter("b", "c2", "42");
        now += 60_000;
        lose("b", "c2");
        now += GRACE;
        assertThat(told()).containsExactly("+c1", "+c2", "-c2");
    }

    @Test
    void a_tab_that_is_lost_right_after_it_came_does_not_replace_itself() {
        enter("a", "c1", "42");
        now += 60_000;
        enter("a", "c2", "42");
        now += 10;
        lose("a", "c2");
        now += GRACE;
        assertThat(told()).containsExactly("+c1", "+c2", "-c2");
    }

    @Test
    void another_user_does_not_replace_the_lost_one() {
        enter("a", "c1", "42");
        lose("a", "c1");
        enter("a", "c2", "43");
        now += GRACE;
        assertThat(told()).containsExactly("+c1", "+c2", "-c1");
    }

    @Test
    void anonymous_clients_are_never_the_same_one() {
        enter("a", "c1", "");
        lose("a", "c1");
        enter("b", "c2", "");
        now += GRACE;
        assertThat(told()).containsExactly("+c1", "+c2", "-c1");
        assertThat(map.snapshot(0, "", 10).users()).isEqualTo(1);
    }

    @Test
    void the_same_connection_that_subscribes_again_has_never_gone() {
        enter("a", "c1", "42");
        enter("a", "c2", "");
        lose("a", "c1");
        lose("a", "c2");
        enter("a", "c1", "42");
        enter("a", "c2", "");
        now += 10 * GRACE;
        assertThat(told()).containsExactly("+c1", "+c2");
        leave("a", "c1");
        leave("a", "c2");
        assertThat(told()).containsExactly("-c1", "-c2");
    }

    @Test
    void an_instance_that_has_gone_takes_its_clients_along_and_nobody_else() {
        enter("a", "c1", "1");
        enter("b", "c2", "2");
        map.loseInstance("a", now);
        assertThat(clients()).containsExactly("c2");
        now += GRACE;
        assertThat(told()).containsExactly("+c1", "+c2", "-c1");
    }

    @Test
    void a_list_that_is_asked_for_first_is_not_news_and_its_changes_are() {
        map.replace("a", Map.of("c1", info("c1", "1"), "c2", info("c2", "2")), true, now);
        enter("a", "c2", "2");
        leave("a", "c1");
        assertThat(told()).containsExactly("+c2", "-c1");
        assertThat(clients()).containsExactly("c2");
    }

    @Test
    void a_list_that_is_asked_for_again_tells_what_was_missed_once() {
        enter("a", "c1", "1");
        map.replace("a", Map.of("c2", info("c2", "2")), false, now);
        enter("a", "c2", "2");
        now += GRACE;
        assertThat(told()).containsExactly("+c1", "+c2", "-c1");
    }

    @Test
    void without_a_grace_a_loss_is_a_leave() {
        PresenceMap strict = new PresenceMap(0);
        strict.apply("a", new Enter(info("c1", "42")), now);
        strict.loseInstance("a", now);
        assertThat(strict.takeEvents()).extracting(PresenceEvent::join).containsExactly(true, false);
    }

    @Test
    void pages_continue_after_the_last_client() {
        for (int i = 0; i < 5; i++) {
            enter("a", "c" + i, "u" + i / 2);
        }
        Snapshot first = map.snapshot(7, "", 2);
        Snapshot last = map.snapshot(7, "c3", 2);
        assertThat(first.clients()).extracting(ClientInfo::client).containsExactly("c0", "c1");
        assertThat(first.more()).isTrue();
        assertThat(last.clients()).extracting(ClientInfo::client).containsExactly("c4");
        assertThat(last.more()).isFalse();
        assertThat(last.connections()).isEqualTo(5);
        assertThat(last.users()).isEqualTo(3);
        assertThat(last.version()).isEqualTo(7);
    }

    private void enter(String instance, String client, String user) {
        map.apply(instance, new Enter(info(client, user)), now);
    }

    private void leave(String instance, String client) {
        map.apply(instance, new Leave(client), now);
    }

    private void lose(String instance, String client) {
        map.apply(instance, new Lost(client), now);
    }

    private List<String> told() {
        map.expire(now);
        return map.takeEvents().stream()
                .map(each -> (each.join() ? "+" : "-") + each.client().client())
                .toList();
    }

    private List<String> clients() {
        return map.snapshot(0, "", 100).clients().stream()
                .map(ClientInfo::client)
                .toList();
    }

    private static ClientInfo info(String client, String user) {
        return new ClientInfo(user, client, null, null);
    }
}
