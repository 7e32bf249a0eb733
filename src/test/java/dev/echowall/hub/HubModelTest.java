package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random publishing, reading, forgetting, filling and draining of sockets, coming and going. Whatever happens, each
 * subscriber sees offsets dense, in order and once, but for the gaps that it is told of; and when things calm down, it
 * stands at the top.
 */
class HubModelTest {
    private static final ChannelName[] CHANNELS = {ChannelName.of("echo"), ChannelName.of("time")};

    private record Client(ChannelName channel, FakeSubscriber subscriber, Subscription subscription) {}

    private final FakeLoop loop = new FakeLoop();
    private final FakeBroker broker = new FakeBroker();
    private final List<Client> clients = new ArrayList<>();
    private final List<FakeSubscriber> everybody = new ArrayList<>();
    private int epochs;

    static List<Long> seeds() {
        return new SplittableRandom(System.nanoTime()).longs(300).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everybody_sees_a_dense_order_but_for_the_gaps_told(long seed) {
        Random random = new Random(seed);
        int tailBytes = new int[] {0, 1000, 5000, 1 << 20}[random.nextInt(4)];
        Hub hub = new Hub(loop, broker, tailBytes, new Metrics(new SimpleMeterRegistry()));
        broker.pad(random.nextInt(4) * 80);
        int steps = 50 + random.nextInt(400);
        for (int i = 0; i < steps; i++) {
            act(hub, random);
        }
        calmDown();
        for (Client client : clients) {
            FakeBroker.FakeStream stream = broker.stream(client.channel());
            assertThat(client.subscription().position())
                    .as("seed %d, %s", seed, client.subscriber().log)
                    .isEqualTo(new Position(stream.epoch, stream.top));
        }
        everybody.forEach(subscriber -> isDense(subscriber.log, seed));
        hub.close();
        loop.turn();
        assertThat(hub.tailBytes()).isZero();
        everybody.forEach(FakeSubscriber::holdsNoMemory);
    }

    private void act(Hub hub, Random random) {
        ChannelName channel = CHANNELS[random.nextInt(CHANNELS.length)];
        FakeBroker.FakeStream stream = broker.stream(channel);
        switch (random.nextInt(22)) {
            case 0, 1, 2, 3, 4 -> broker.say(channel, 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 3));
            case 5, 6, 7 -> arriveOne();
            case 8, 9, 10 -> loop.step();
            case 11 -> loop.turn();
            case 12, 13 -> subscribe(hub, channel, random);
            case 14 -> cancelOne(random);
            case 15, 16, 17 -> fillOrDrain(random);
            case 18 -> stream.trim(random.nextInt(10));
            case 19, 20 -> answerOne(random);
            default -> seldom(channel, random);
        }
    }

    private void seldom(ChannelName channel, Random random) {
        if (random.nextInt(4) == 0) {
            broker.lose(channel, "e" + ++epochs);
            broker.say(channel, 1); // what begins an epoch is its first publication
        } else {
            loop.pass(random.nextInt(500));
        }
    }

    private void subscribe(Hub hub, ChannelName channel, Random random) {
        FakeSubscriber subscriber = new FakeSubscriber();
        FakeBroker.FakeStream stream = broker.stream(channel);
        Position after = switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> Position.parse(":0");
            case 2 -> new Position(stream.epoch, random.nextLong(stream.top + 1));
            default -> new Position(stream.epoch, Math.max(0, stream.top - random.nextInt(3)));
        };
        if (random.nextInt(4) == 0) {
            subscriber.onWrite = () -> subscriber.writable = random.nextInt(3) > 0;
        }
        everybody.add(subscriber);
        clients.add(new Client(channel, subscriber, hub.subscribe(channel, after, subscriber)));
    }

    private void cancelOne(Random random) {
        if (!clients.isEmpty()) {
            Client leaving = clients.remove(random.nextInt(clients.size()));
            leaving.subscription().cancel();
            leaving.subscriber().log.add("over");
        }
    }

    private void fillOrDrain(Random random) {
        if (!clients.isEmpty()) {
            Client client = clients.get(random.nextInt(clients.size()));
            client.subscriber().writable = !client.subscriber().writable;
            if (client.subscriber().writable) {
                client.subscription().pump();
            }
        }
    }

    private void answerOne(Random random) {
        if (broker.reads.isEmpty()) {
            return;
        }
        if (random.nextInt(10) == 0) {
            broker.reads.remove().answer().fail("no answer");
        } else {
            broker.answerRead();
        }
    }

    private void arriveOne() {
        if (!broker.onTheWay.isEmpty()) {
            broker.onTheWay.remove().run();
        }
    }

    private void calmDown() {
        for (Client client : clients) {
            client.subscriber().onWrite = () -> {};
            client.subscriber().writable = true;
            client.subscription().pump();
        }
        for (int i = 0; i < 100; i++) {
            broker.arrive();
            loop.pass(2000);
            loop.turn();
            while (!broker.reads.isEmpty()) {
                broker.answerRead();
                loop.turn();
            }
        }
    }

    /** Each line of the log follows from the one before. */
    private static void isDense(List<String> log, long seed) {
        Position last = null;
        for (String line : log) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("subscribed")) {
                assertThat(last).as("seed %d: %s", seed, log).isNull();
                last = Position.parse(words[1]);
            } else if (words[0].equals("gap")) {
                assertThat(words[1]).as("seed %d: %s", seed, log).isEqualTo(String.valueOf(last));
                Position oldest = Position.parse(words[3]);
                last = new Position(oldest.epoch(), oldest.offset() - 1);
            } else if (words[0].equals("over")) {
                assertThat(line).as("seed %d: %s", seed, log).isSameAs(log.get(log.size() - 1));
            } else {
                String next = last == null ? "nothing" : last.epoch() + ":" + (last.offset() + 1);
                assertThat(line).as("seed %d: %s", seed, log).isEqualTo(next);
                last = Position.parse(line);
            }
        }
    }
}
