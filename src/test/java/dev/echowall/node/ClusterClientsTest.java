package dev.echowall.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.broker.Survey;
import dev.echowall.metrics.Metrics;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.testing.TimeLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is made of the answers of several instances, some of which do not answer. */
class ClusterClientsTest {
    private static final SessionCommand DISCONNECT = new SessionCommand.Disconnect("42", "", 3503, "", List.of());

    private final FakeSurvey survey = new FakeSurvey();
    private final ClusterClients clients = new ClusterClients(
            survey,
            new LocalClients(),
            Future::succeededFuture,
            Future::succeededFuture,
            "1.0",
            new Metrics(new SimpleMeterRegistry()));

    /** Instances that answer as the test says. */
    private static final class FakeSurvey implements Survey {
        private final Map<String, Function<JsonObject, Future<@Nullable Buffer>>> answers = new LinkedHashMap<>();

        @Override
        public List<Instance> instances() {
            return answers.keySet().stream()
                    .map(name -> new Instance("id-" + name, name, false))
                    .toList();
        }

        @Override
        public Future<@Nullable Buffer> ask(Instance whom, Buffer question) {
            return Objects.requireNonNull(answers.get(whom.name())).apply(question.toJsonObject());
        }

        @Override
        public void answerWith(Function<Buffer, Future<Buffer>> given) {
            answers.put("self", question -> given.apply(question.toBuffer()).map(answer -> (@Nullable Buffer) answer));
        }

        void answers(String name, JsonObject answer) {
            answers.put(name, question -> Future.succeededFuture(answer.toBuffer()));
        }

        void isSilent(String name) {
            answers.put(name, question -> Future.failedFuture("timed out"));
        }

        void hasLeft(String name) {
            answers.put(name, question -> Future.succeededFuture(null));
        }
    }

    private static JsonObject sessions(int count) {
        return new JsonObject().put("sessions", count);
    }

    @Test
    void the_sessions_of_all_instances_are_counted_together() {
        survey.answers("one", sessions(2));
        survey.answers("two", sessions(3));
        assertThat(TimeLimits.await(clients.run(DISCONNECT))).isEqualTo(5);
    }

    @Test
    void an_instance_that_does_not_answer_is_named() {
        survey.answers("one", sessions(2));
        survey.isSilent("two");
        Future<Integer> run = clients.run(DISCONNECT);
        assertThat(ErrorCode.OUTCOME_UNKNOWN.isReason(run.cause())).isTrue();
        assertThat(run.cause()).hasMessageContaining("two").hasMessageNotContaining("one");
        assertThat(ErrorCode.BUSY.isReason(
                        clients.channels(new ChannelPattern("")).cause()))
                .isTrue();
    }

    @Test
    void an_instance_that_has_left_has_no_sessions() {
        survey.answers("one", sessions(2));
        survey.hasLeft("two");
        assertThat(TimeLimits.await(clients.run(DISCONNECT))).isEqualTo(2);
    }

    @Test
    void info_has_only_the_name_of_an_instance_that_does_not_answer() {
        clients.listen();
        survey.isSilent("two");
        survey.hasLeft("three");
        List<InstanceInfo> instances = TimeLimits.await(clients.instances());
        assertThat(instances).extracting(InstanceInfo::name).containsExactly("self", "two");
        assertThat(instances).extracting(InstanceInfo::answered).containsExactly(true, false);
        assertThat(instances.get(0).version()).isEqualTo("1.0");
    }

    /** Answers with pages of all of these. */
    private void hasChannels(String name, Map<String, Integer> channels) {
        survey.answers.put(name, question -> {
            TreeMap<String, Integer> rest =
                    new TreeMap<>(new TreeMap<>(channels).tailMap(question.getString("after"), false));
            return Future.succeededFuture(ChannelPage.of(rest).toJson().toBuffer());
        });
    }

    private static Map<String, Integer> channels(int count) {
        Map<String, Integer> channels = new HashMap<>();
        for (int i = 0; i < count; i++) {
            channels.put("channel-" + i, 1);
        }
        return channels;
    }

    @Test
    void more_channels_than_a_message_has_room_for_are_asked_for_in_pages() {
        hasChannels("one", channels(7_000));
        hasChannels("two", channels(9_000));
        Map<String, Integer> all = TimeLimits.await(clients.channels(new ChannelPattern("")));
        assertThat(all).hasSize(9_000).containsEntry("channel-6999", 2).containsEntry("channel-7000", 1);
    }

    @Test
    void there_is_a_bound_to_the_channels_of_an_answer() {
        hasChannels("one", channels(100_001));
        assertThat(ErrorCode.LIMIT_EXCEEDED.isReason(
                        clients.channels(new ChannelPattern("")).cause()))
                .isTrue();
    }

    @Test
    void a_question_of_another_version_is_refused() {
        clients.listen();
        Survey.Instance self = survey.instances().get(0);
        assertThat(survey.ask(self, Buffer.buffer("{\"ask\":\"something new\"}"))
                        .failed())
                .isTrue();
        assertThat(survey.ask(self, Buffer.buffer("{\"ask\":\"run\",\"command\":{\"method\":\"x\"}}"))
                        .failed())
                .isTrue();
    }

    @Test
    void a_pattern_selects_by_star_and_question_mark() {
        assertThat(new ChannelPattern("").matches("anything")).isTrue();
        assertThat(new ChannelPattern("*").matches("anything")).isTrue();
        assertThat(new ChannelPattern("news:*").matches("news:")).isTrue();
        assertThat(new ChannelPattern("news:*").matches("news")).isFalse();
        assertThat(new ChannelPattern("a*b*c").matches("a-b-b-c")).isTrue();
        assertThat(new ChannelPattern("a*b*c").matches("a-b-b-c-")).isFalse();
        assertThat(new ChannelPattern("a?c").matches("abc")).isTrue();
        assertThat(new ChannelPattern("a?c").matches("ac")).isFalse();
        assertThat(new ChannelPattern("abc").matches("abcd")).isFalse();
        assertThat(new ChannelPattern("a.c").matches("abc")).isFalse();
        assertThat(new ChannelPattern("*a*a*a*a*a*a*b").matches("a".repeat(255)))
                .isFalse();
        assertThatThrownBy(() -> new ChannelPattern("[a]")).isInstanceOf(IllegalArgumentException.class);
    }
}
