package dev.echowall.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ClientInfo;
import dev.echowall.presence.PresenceChange.Enter;
import dev.echowall.presence.PresenceChange.Leave;
import dev.echowall.presence.PresenceChange.Lost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody who counts by joins and leaves alone, beside a simple model of who is there. */
class PresenceMapRandomTest {
    private static final long GRACE = 50;
    private static final int STEPS = 400;

    private record Client(String instance, ClientInfo info) {}

    private final PresenceMap map = new PresenceMap(GRACE);
    /** Who is there. */
    private final Map<String, Client> there = new TreeMap<>();
    /** Who is there as far as one can tell by joins and leaves. */
    private final Map<String, ClientInfo> counted = new HashMap<>();
    /** When each user was last seen to be there. */
    private final Map<String, Long> seen = new HashMap<>();

    private long now = 1;
    private int clients;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 300; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void joins_and_leaves_add_up(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(20);
            change(random);
            map.expire(now);
            count();
            check();
        }
        there.forEach((client, each) -> map.apply(each.instance(), new Leave(client), now));
        now += GRACE;
        map.expire(now);
        count();
        assertThat(counted).isEmpty();
        assertThat(map.bytes()).isZero();
        assertThat(map.nextExpiry()).isEqualTo(Long.MAX_VALUE);
        assertThat(map.snapshot(0, "", 1).users()).isZero();
    }

    private void change(Random random) {
        List<String> all = List.copyOf(there.keySet());
        String any = all.isEmpty() ? "" : all.get(random.nextInt(all.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                int user = random.nextInt(6);
                ClientInfo info = new ClientInfo(user == 0 ? "" : "u" + user, "c" + clients++, null, null);
                enter("i" + random.nextInt(3), info);
            }
            case 4, 5 -> {
                map.apply("i", new Leave(any), now);
                there.remove(any);
            }
            case 6, 7 -> {
                map.apply("i", new Lost(any), now);
                Client same = there.remove(any);
                if (same != null && random.nextBoolean()) {
                    enter(same.instance(), same.info());
                }
            }
            case 8 -> {
                String instance = "i" + random.nextInt(3);
                map.loseInstance(instance, now);
                there.values().removeIf(each -> each.instance().equals(instance));
            }
            default -> {
                String instance = "i" + random.nextInt(3);
                Map<String, ClientInfo> left = there.values().stream()
                        .filter(each -> each.instance().equals(instance) && random.nextInt(4) > 0)
                        .map(Client::info)
                        .collect(Collectors.toMap(ClientInfo::client, each -> each));
                map.replace(instance, left, false, now);
                there.values()
                        .removeIf(each -> each.instance().equals(instance)
                                && !left.containsKey(each.info().client()));
            }
        }
    }

    private void enter(String instance, ClientInfo info) {
        map.apply(instance, new Enter(info), now);
        there.put(info.client(), new Client(instance, info));
    }

    private void count() {
        for (PresenceEvent each : map.takeEvents()) {
            String client = each.client().client();
            if (each.join()) {
                assertThat(counted.put(client, each.client()))
                        .as("%s came twice", client)
                        .isNull();
            } else {
                assertThat(counted.remove(client)).as("%s had not come", client).isNotNull();
            }
        }
    }

    private void check() {
        there.values().forEach(each -> seen.put(each.info().user(), now));
        assertThat(counted.keySet()).containsAll(there.keySet());
        Set<String> countedUsers = new HashSet<>();
        counted.values().forEach(each -> countedUsers.add(each.user()));
        // Nobody is believed to be there who has been away for longer than the grace.
        assertThat(countedUsers).allMatch(user -> seen.getOrDefault(user, 0L) > now - GRACE - 20);
        Snapshot snapshot = map.snapshot(0, "", 1_000);
        assertThat(snapshot.clients()).extracting(ClientInfo::client).containsExactlyElementsOf(there.keySet());
        assertThat(snapshot.connections()).isEqualTo(there.size());
        assertThat(snapshot.users()).isEqualTo((int) there.values().stream()
                .map(each -> each.info().user())
                .distinct()
                .count());
    }
}
