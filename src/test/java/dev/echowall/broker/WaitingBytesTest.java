package dev.echowall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.broker.AppendQueue.Appender;
import dev.echowall.broker.LoopHandover.Offer;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.Payload;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Draft;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitingBytesTest {
    private static final BrokerOptions RULES = new BrokerOptions(
            "node",
            "sender",
            new Namespaces(ChannelOptions.DEFAULT, Map.of()),
            Duration.ofMinutes(2),
            1 << 20,
            1 << 20,
            10,
            Duration.ofSeconds(5));

    private final List<Promise<AppendResult>> underWay = new ArrayList<>();
    private final List<List<Draft>> batches = new ArrayList<>();
    private final WaitingBytes all = new WaitingBytes(10_000);
    private final Appender appender = new Appender() {
        @Override
        public void append(ChannelName channel, List<Draft> drafts, Creation creation, Promise<AppendResult> outcome) {
            underWay.add(outcome);
            batches.add(drafts);
        }

        @Override
        public void accepted(Batch batch) {}

        @Override
        public void idle(AppendQueue appendQueue) {}
    };

    private Future<@Nullable Published> publish(AppendQueue appendQueue) {
        return publish(appendQueue, new Draft(Payload.text("x".repeat(3_000)), null, 0));
    }

    private Future<@Nullable Published> publish(AppendQueue appendQueue, Draft draft) {
        Promise<@Nullable Published> promise = Promise.promise();
        appendQueue.add(new Offer(appendQueue.channel(), draft, Creation.BY_CLIENT, promise), 0);
        appendQueue.send();
        return promise.future();
    }

    private AppendQueue appendQueue(String channel) {
        return new AppendQueue(ChannelName.of(channel), RULES, all, appender);
    }

    @Test
    void what_waits_on_many_channels_is_bounded_together() {
        List<Future<@Nullable Published>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(publish(appendQueue("c" + i)));
        }
        assertThat(waiting.stream().filter(Future::failed)).hasSize(2);
        assertThat(waiting.get(4).cause()).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(refusal.sentence()).contains("limits.waiting-bytes");
        });
    }

    @Test
    void what_is_told_of_a_publication_waits_with_it() {
        ClientInfo info = new ClientInfo("42", "c1", new byte[1_500], null);
        Map<String, String> tags = Map.of("k", "x".repeat(500));
        List<Future<@Nullable Published>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(publish(appendQueue("c" + i), new Draft(Payload.text(""), null, 0, info, tags)));
        }
        assertThat(waiting.stream().filter(Future::failed)).hasSize(1);
        underWay.get(0).fail("anything");
        assertThat(publish(appendQueue("d")).isComplete()).isFalse();
    }

    @Test
    void a_batch_holds_no_more_of_what_is_told_than_of_payloads() {
        BrokerOptions roomy = new BrokerOptions(
                "node",
                "sender",
                new Namespaces(ChannelOptions.DEFAULT, Map.of()),
                Duration.ofMinutes(2),
                1 << 22,
                1 << 20,
                10,
                Duration.ofSeconds(5));
        AppendQueue appendQueue = new AppendQueue(ChannelName.of("c"), roomy, new WaitingBytes(1 << 22), appender);
        ClientInfo info = new ClientInfo("42", "c1", new byte[4_000], null);
        for (int i = 0; i < 200; i++) {
            publish(appendQueue, new Draft(Payload.text(""), null, 0, info, Map.of()));
        }
        underWay.get(0).fail("anything"); // the first went alone

        assertThat(batches).hasSize(2);
        assertThat(batches.get(1)).hasSizeBetween(50, 65);
    }

    @Test
    void what_is_answered_makes_room() {
        for (int i = 0; i < 3; i++) {
            publish(appendQueue("c" + i));
        }
        underWay.get(0).fail("anything");
        assertThat(publish(appendQueue("d")).isComplete()).isFalse();
        assertThat(publish(appendQueue("e")).failed()).isTrue();
    }

    @Test
    void what_has_waited_too_long_makes_room() {
        AppendQueue busy = appendQueue("c");
        publish(busy);
        publish(busy);
        publish(busy);
        busy.expire(10_000);
        assertThat(publish(appendQueue("d")).isComplete()).isFalse();
    }
}
