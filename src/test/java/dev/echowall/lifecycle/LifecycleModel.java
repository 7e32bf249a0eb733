package dev.echowall.lifecycle;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.ConnectionChange.Disconnected;
import dev.echowall.lifecycle.ConnectionChange.Subscribed;
import dev.echowall.lifecycle.ConnectionChange.Unsubscribed;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster without threads, in which everything takes as long as chance wants. */
final class LifecycleModel {
    private static final int MOST_INSTANCES = 4;
    private static final int CHANNELS = 3;
    /** So few that an instance which cannot publish for a while begins anew. */
    private static final int WAITING_BYTES = 3_000;

    private record Logged(long time, Payload payload) {}

    /** A publication under way. */
    private final class Publishing {
        final Entry entry;
        final String id;
        final Promise<Position> promise = Promise.promise();

        Publishing(Entry entry, String id) {
            this.entry = entry;
            this.id = id;
        }

        long append() {
            return ids.computeIfAbsent(id, first -> {
                stream.add(new Logged(now, new Payload(Payload.Kind.BINARY, EntryCodec.entry(entry))));
                return (long) stream.size();
            });
        }
    }

    /** The pages of one instance. */
    private static final class Pages {
        final List<ConnectionChange> found = new ArrayList<>();
        String after = "";
        String source = "";
        boolean waiting;
    }

    private final class Asking {
        final Instance by;
        final long attempt;
        final Map<Instance, Pages> left = new LinkedHashMap<>();
        final List<Answer> answers = new ArrayList<>();
        boolean failed;

        Asking(Instance by, long attempt) {
            this.by = by;
            this.attempt = attempt;
            members.forEach(each -> left.put(each, new Pages()));
        }

        void goOn() {
            if (!left.isEmpty()) {
                Instance whom = any(List.copyOf(left.keySet()));
                Pages pages = Objects.requireNonNull(left.get(whom));
                if (!whom.alive && !members.contains(whom)) {
                    left.remove(whom);
                } else if (!whom.alive || !whom.confirmed || (pages.waiting && random.nextInt(20) == 0)) {
                    failed = true; // too late
                } else if (!pages.waiting) {
                    next(whom, pages);
                }
            }
        }

        private void next(Instance whom, Pages pages) {
            pages.waiting = true;
            Position exact = whom.cluster.exactAt();
            Set<String> sources = whom.cluster.sources();
            whom.own.page(pages.after, 3).onFailure(why -> failed = true).onSuccess(page -> {
                pages.waiting = false;
                failed |= !pages.source.isEmpty() && !pages.source.equals(page.source());
                pages.source = page.source();
                pages.found.addAll(page.connections());
                if (page.connections().isEmpty()) {
                    left.remove(whom);
                    answers.add(new Answer(
                            new TablePage(page.source(), page.node(), pages.found, page.upTo()), exact, sources));
                } else {
                    pages.after = page.connections()
                            .get(page.connections().size() - 1)
                            .client();
                }
            });
        }
    }

    final class Instance implements ClusterConnections.Calls {
        final String id;
        final Map<String, Set<String>> clients = new TreeMap<>();
        final EventRing ring = new EventRing(1_000_000, 1 << 30);
        final ClusterConnections cluster = new ClusterConnections(this, ring);
        OwnConnections own;
        boolean confirmed;
        boolean following;
        boolean alive = true;
        long heard;

        @Nullable
        Segment segment;

        Instance(boolean empty) {
            id = "i" + ++instances;
            own = record(1, empty);
        }

        OwnConnections record(int number, boolean empty) {
            return new OwnConnections(id, id, number, empty, empty, WAITING_BYTES, (entry, unique) -> {
                Publishing each = new Publishing(entry, unique);
                publishing.add(each);
                return each.promise.future();
            });
        }

        @Override
        public Set<String> ask(long attempt) {
            asking.add(new Asking(this, attempt));
            return members.stream().map(each -> each.id).collect(Collectors.toSet());
        }

        @Override
        public void gone(Entry entry, String unique) {
            publishing.add(new Publishing(entry, unique));
        }

        /** Reads what is in the ring. */
        void read() {
            EventId top = ring.top();
            if (top == null) {
                return;
            }
            if (segment == null || !ring.reaches(segment.end)) {
                segment = new Segment(top, cluster.subscribers().keySet());
                segments.add(segment);
            }
            EventPage page = ring.after(segment.end, Integer.MAX_VALUE);
            for (Buffer each : page.events()) {
                segment.told.add(Told.of(each.toString()));
            }
            segment.end = top;
        }
    }

    private final Random random;
    private final List<Logged> stream = new ArrayList<>();
    private final Map<String, Long> ids = new HashMap<>();
    private final List<Publishing> publishing = new ArrayList<>();
    private final List<Asking> asking = new ArrayList<>();
    private final List<Instance> all = new ArrayList<>();
    private final Set<Instance> members = new LinkedHashSet<>();
    private final List<Segment> segments = new ArrayList<>();
    private final int faults;
    private int instances;
    private int clients;
    private long now;
    private boolean quiet;

    /** @param faults how many of a thousand steps are faults, 5 at most */
    LifecycleModel(Random random, int faults) {
        this.random = random;
        this.faults = faults;
        join();
        join();
    }

    List<Instance> alive() {
        return all.stream().filter(each -> each.alive).toList();
    }

    List<Segment> segments() {
        return segments;
    }

    Map<String, Integer> subscribers() {
        Map<String, Integer> truth = new TreeMap<>();
        alive().forEach(instance -> instance.clients
                .values()
                .forEach(channels -> channels.forEach(channel -> truth.merge(channel, 1, Integer::sum))));
        return truth;
    }

    private void join() {
        Instance each = new Instance(true);
        all.add(each);
        members.add(each);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    void step() {
        now += random.nextInt(20);
        int chance = random.nextInt(1_000);
        if (chance < 150) {
            change(any(alive()));
        } else if (chance < 350) {
            publish();
        } else if (chance < 600) {
            deliver(any(alive()));
        } else if (chance < 850) {
            answer();
        } else if (chance < 960) {
            check(any(alive()));
        } else if (chance < 980) {
            confirm(any(alive()));
        } else if (chance < 980 + faults) {
            rare();
        } else if (chance > 985) {
            members.removeIf(each -> !each.alive);
        }
    }

    private void rare() {
        int kind = random.nextInt(8);
        if (kind < 3 && alive().size() < MOST_INSTANCES) {
            join();
        } else if (kind < 6 && alive().size() > 1) {
            any(alive()).alive = false;
        } else if (kind == 6) {
            Instance each = any(alive());
            each.own.end(); // it has not been asked for a long time
            each.own = each.record(each.own.number() + 1, false);
            List<ConnectionChange> there = new ArrayList<>();
            each.clients.forEach((client, channels) -> {
                there.add(new Connected(client, "u", "t"));
                channels.forEach(channel -> there.add(new Subscribed(client, channel)));
            });
            each.own.list(there);
            each.own.confirm();
            each.confirmed = true;
        }
    }

    private void change(Instance at) {
        List<String> known = List.copyOf(at.clients.keySet());
        if (known.isEmpty() || random.nextInt(4) == 0) {
            String client = "c" + ++clients;
            at.clients.put(client, new TreeSet<>());
            at.own.change(new Connected(client, "u", "t"));
            return;
        }
        String client = any(known);
        Set<String> channels = Objects.requireNonNull(at.clients.get(client));
        String channel = "room" + random.nextInt(CHANNELS);
        if (random.nextInt(4) == 0) {
            List.copyOf(channels).stream()
                    .filter(each -> random.nextBoolean())
                    .forEach(each -> at.own.change(new Unsubscribed(client, each)));
            at.clients.remove(client);
            at.own.change(new Disconnected(client, 1000, ""));
        } else if (channels.add(channel)) {
            at.own.change(new Subscribed(client, channel));
        } else {
            channels.remove(channel);
            at.own.change(new Unsubscribed(client, channel));
        }
    }

    private void confirm(Instance each) {
        each.confirmed = true;
        each.own.confirm();
        if (!each.following) {
            each.following = true;
            each.heard = stream.size();
            each.cluster.followed(new Position(stream.isEmpty() ? "" : "e", each.heard));
        }
    }

    private void publish() {
        if (publishing.isEmpty()) {
            return;
        }
        Publishing each = any(publishing);
        int chance = quiet ? 1 : random.nextInt(10);
        if (chance == 0) {
            publishing.remove(each);
            each.promise.tryFail("it is unknown what has become of it");
            if (random.nextBoolean()) {
                publishing.add(new Publishing(each.entry, each.id)); // it comes late, nobody waits for it
            }
        } else if (chance < 5) {
            publishing.remove(each);
            each.promise.tryComplete(ManyFollowersTest.at(each.append()));
        } else {
            each.append();
        }
    }

    private void deliver(Instance to) {
        if (to.following && to.heard < stream.size()) {
            if (!quiet && random.nextInt(1_000) < faults) {
                to.heard = Math.min(stream.size() - 1, to.heard + 1 + random.nextInt(3)); // some were missed
            }
            Logged next = stream.get((int) to.heard);
            to.heard++;
            to.cluster.heard(ManyFollowersTest.at(to.heard), next.time(), next.payload());
            to.read();
        }
    }

    private void answer() {
        if (asking.isEmpty()) {
            return;
        }
        Asking question = any(asking);
        question.goOn();
        if (question.failed || question.left.isEmpty()) {
            asking.remove(question);
            if (question.by.alive) {
                question.by.cluster.answered(question.attempt, question.failed ? null : List.copyOf(question.answers));
                question.by.read();
            }
        }
    }

    private void check(Instance each) {
        each.own.check();
        if (each.following) {
            Set<String> ids = members.stream().map(member -> member.id).collect(Collectors.toSet());
            each.cluster.check(random.nextInt(5) == 0 && !quiet ? null : ids, now);
        }
    }

    /** No more changes: until everything that is under way has arrived. */
    void settle() {
        quiet = true;
        members.removeIf(each -> !each.alive);
        alive().forEach(this::confirm);
        for (int round = 0; round < 100_000; round++) {
            now += 20;
            publish();
            answer();
            alive().forEach(this::deliver);
            alive().forEach(this::check);
            if (publishing.isEmpty() && asking.isEmpty() && alive().stream().allMatch(this::isUpToDate)) {
                return;
            }
        }
        throw new AssertionError(
                "it does not settle: " + publishing.size() + " published, " + asking.size() + " asked; "
                        + alive().stream()
                                .map(each -> each.own.source() + " has heard " + each.heard + " of " + stream.size()
                                        + " and knows " + each.cluster.sources() + " at " + each.cluster.exactAt()
                                        + (each.own.flushed().isComplete() ? "" : ", not flushed"))
                                .collect(Collectors.joining("; ")));
    }

    private boolean isUpToDate(Instance each) {
        return each.cluster.isExact()
                && each.heard == stream.size()
                && each.own.flushed().isComplete()
                && each.cluster.sources().stream()
                        .allMatch(source -> members.stream().anyMatch(member -> source.startsWith(member.id + "/")));
    }
}
