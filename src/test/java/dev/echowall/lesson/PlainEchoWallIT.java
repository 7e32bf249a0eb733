package dev.echowall.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NginxProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forty lines of the lesson do what the lesson says. */
class PlainEchoWallIT {
    private static final long LIMIT_SECONDS = 10L * Integer.getInteger("test.time.factor", 1);
    private static final String TICK = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+08:00";

    private final Vertx vertx = Vertx.vertx();
    private final PlainEchoWall wall = new PlainEchoWall(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        vertx.deployVerticle(wall).await();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void two_clients_hear_each_other_and_themselves() throws Exception {
        Listener alice = connect();
        Listener bob = connect();

        alice.say("hello from alice");
        assertThat(alice.hears("hello from alice"::equals)).isEqualTo("hello from alice");
        assertThat(bob.hears("hello from alice"::equals)).isEqualTo("hello from alice");
        bob.say("你好");
        assertThat(alice.hears("你好"::equals)).isEqualTo("你好");
    }

    @Test
    void every_client_is_told_the_time_in_beijing() throws Exception {
        assertThat(connect().hears(text -> true)).matches(TICK);
    }

    @Test
    void the_root_is_plain_http() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + wall.port() + "/"))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("The wall is at /ws.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/lesson.md", "docs/lesson.zh-CN.md"})
    void two_of_them_behind_the_nginx_of_the_third_exercise_share_nothing(String lesson) throws Exception {
        PlainEchoWall second = new PlainEchoWall(0);
        vertx.deployVerticle(second).await();
        try (NginxProcess nginx = NginxProcess.of(nginxIn(lesson), wall.port(), second.port())) {
            // One after the other: it is the fewest connections that decide.
            Listener alice = connect(nginx.port());
            Listener bob = connect(nginx.port());

            alice.say("hello from alice");
            assertThat(alice.hears("hello from alice"::equals)).isEqualTo("hello from alice");
            bob.say("hello from bob");
            assertThat(bob.hears(text -> !text.matches(TICK))).isEqualTo("hello from bob");
            assertThat(alice.hears(text -> text.matches(TICK))).isNotNull();
            assertThat(bob.hears(text -> text.matches(TICK))).isNotNull();
        }
    }

    /* The only block of nginx lines with two servers in it. */
    private static String nginxIn(String lesson) throws IOException {
        Matcher block =
                Pattern.compile("```nginx\n(events.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(lesson)));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private Listener connect() {
        return connect(wall.port());
    }

    private Listener connect(int port) {
        Listener listener = new Listener();
        listener.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), listener)
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return listener;
    }

    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private @Nullable WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        void say(String text) {
            assertThat(socket).isNotNull();
            socket.sendText(text, true)
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        }

        @Nullable
        String hears(Predicate<String> wanted) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            String text;
            do {
                text = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } while (text != null && !wanted.test(text));
            return text;
        }
    }
}
