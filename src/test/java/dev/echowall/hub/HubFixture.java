package dev.echowall.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Position;
import dev.echowall.metrics.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A hub on a loop turned by hand, its subscribers, and the check that nothing of it is left afterwards. */
abstract class HubFixture {
    static final ChannelName ECHO = ChannelName.of("echo");
    static final ChannelName TIME = ChannelName.of("time");

    final FakeLoop loop = new FakeLoop();
    final FakeBroker broker = new FakeBroker();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Hub hub = hub(1 << 20);
    final FakeSubscriber alice = new FakeSubscriber();
    final FakeSubscriber bob = new FakeSubscriber();

    @AfterEach
    void no_memory_is_left() {
        hub.close();
        loop.turn();
        assertThat(hub.tailBytes()).isZero();
        assertThat(hub.channels()).isZero();
        assertThat(hub.subscriptions()).isZero();
        alice.holdsNoMemory();
        bob.holdsNoMemory();
    }

    Hub hub(long tailBytes) {
        return new Hub(loop, broker, tailBytes, new Metrics(registry));
    }

    Subscription join(FakeSubscriber subscriber, @Nullable Position after) {
        Subscription subscription = hub.subscribe(ECHO, after, subscriber);
        broker.arrive();
        loop.turn();
        return subscription;
    }

    void say(int publications) {
        broker.say(ECHO, publications);
        broker.arrive();
        loop.turn();
    }

    void answerReads() {
        while (!broker.reads.isEmpty()) {
            broker.answerRead();
            loop.turn();
        }
    }
}
