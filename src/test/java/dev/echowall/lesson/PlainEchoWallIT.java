package dev.echowall.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    private Listener connect() {
        Listener listener = new Listener();
        listener.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + wall.port() + "/ws"), listener)
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
