package dev.echowall.tools.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The other end of the connection is the test itself. */
class CentrifugalTransportIT {
    private static final Duration PING_DELAY = Duration.ofMillis(100);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BlockingQueue<ServerWebSocket> accepted = new LinkedBlockingQueue<>();
    private final CentrifugalTransport transport = new CentrifugalTransport(context, PING_DELAY);

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(vertx, accepted::add);
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    /** What a subscriber was told, in order. */
    private static final class Told implements SubscriptionCallback {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void began(Position at) {
            all.add("began at " + at);
        }

        @Override
        public void delivered(Position at, String text) {
            all.add(at + " " + text);
        }

        @Override
        public void gap(String epoch, long oldest, String reason) {
            all.add("gap until " + epoch + ":" + oldest + ", " + reason);
        }

        @Override
        public void alive() {
            all.add("alive");
        }

        @Override
        public void over(int status, String why) {
            all.add("over, " + status + " " + why);
        }

        /** What comes next, except signs of life. */
        String next() throws InterruptedException {
            String next = any();
            return next.equals("alive") ? next() : next;
        }

        String any() throws InterruptedException {
            String next = all.poll(TimeLimits.stretched(Duration.ofSeconds(10)).toMillis(), TimeUnit.MILLISECONDS);
            return next == null ? "(nothing)" : next;
        }
    }

    private <T> T on(Supplier<T> step) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> promise.complete(step.get()));
        return promise.future().await();
    }

    private Transport.Subscription open(String channel, @Nullable Position after, Told told) {
        return on(() -> transport.open(target(), channel, after, told));
    }

    private Target target() {
        return Target.of("http://127.0.0.1:" + server.port());
    }

    private ServerWebSocket socket() throws InterruptedException {
        ServerWebSocket socket =
                accepted.poll(TimeLimits.stretched(Duration.ofSeconds(10)).toMillis(), TimeUnit.MILLISECONDS);
        assertThat(socket).as("a connection").isNotNull();
        return socket;
    }

    /** The commands of the next message of the client. */
    private List<JsonObject> commands() throws InterruptedException {
        return server.hears().lines().map(JsonObject::new).toList();
    }

    private static void say(ServerWebSocket socket, String... replies) {
        socket.writeTextMessage(String.join("\n", replies)).await();
    }

    private static String connected(int ping) {
        return "{\"id\":1,\"connect\":{\"client\":\"c\",\"version\":\"1\",\"ping\":" + ping + ",\"pong\":true}}";
    }

    @Test
    void subscriptions_are_asked_for_in_the_message_that_connects_and_share_the_connection() throws Exception {
        Told one = new Told();
        Told other = new Told();
        on(() -> {
            transport.open(target(), "echo:a", null, one);
            return transport.open(target(), "echo:b", new Position("x7", 3), other);
        });
        ServerWebSocket socket = socket();
        assertThat(socket.path()).isEqualTo("/connection/websocket");
        assertThat(commands())
                .containsExactly(
                        new JsonObject("{\"id\":1,\"connect\":{\"name\":\"echowall\"}}"),
                        new JsonObject("{\"id\":2,\"subscribe\":{\"channel\":\"echo:a\",\"flag\":0}}"),
                        new JsonObject(
                                "{\"id\":3,\"subscribe\":{\"channel\":\"echo:b\",\"flag\":1,\"recover\":true,\"offset\":3,\"epoch\":\"x7\"}}"));
        say(
                socket,
                connected(25),
                "{\"id\":3,\"subscribe\":{\"epoch\":\"x7\",\"offset\":3,\"was_recovering\":true,\"recovered\":true,\"id\":9,"
                        + "\"publications\":[{\"data\":\"four\",\"offset\":4},{\"data\":{\"n\":5},\"offset\":5}]}}",
                "{\"id\":2,\"subscribe\":{}}");
        say(
                socket,
                "{\"push\":{\"id\":9,\"pub\":{\"data\":\"six\",\"offset\":6}}}",
                "{\"push\":{\"channel\":\"echo:a\",\"pub\":{\"data\":\"first\",\"offset\":1,\"epoch\":\"y1\"}}}");
        assertThat(List.of(other.next(), other.next(), other.next(), other.next()))
                .containsExactly("began at x7:3", "x7:4 four", "x7:5 {\"n\":5}", "x7:6 six");
        assertThat(List.of(one.next(), one.next())).containsExactly("began at :0", "y1:1 first");
    }

    @Test
    void two_subscribers_of_one_channel_have_a_connection_each() throws Exception {
        open("echo:a", null, new Told());
        open("echo:a", null, new Told());
        assertThat(socket()).isNotSameAs(socket());
    }

    @Test
    void what_is_not_recovered_is_a_gap_up_to_where_the_subscription_stands() throws Exception {
        Told told = new Told();
        open("echo:a", new Position("x7", 3), told);
        ServerWebSocket socket = socket();
        commands();
        say(socket, connected(25), "{\"id\":2,\"subscribe\":{\"epoch\":\"x7\",\"offset\":90,\"was_recovering\":true}}");
        assertThat(told.next()).isEqualTo("gap until x7:91, unrecovered");
    }

    @Test
    void who_refuses_a_gap_is_refused_and_begins_anew() throws Exception {
        open("echo:1", null, new Told());
        open("echo:2", null, new Told());
        Told told = new Told();
        ServerWebSocket socket = socket();
        commands();
        open("echo:3", new Position("x7", 3), told);
        JsonObject asked = commands().get(0);
        assertThat(asked.getJsonObject("subscribe").getInteger("flag")).isEqualTo(2);
        say(
                socket,
                connected(25),
                "{\"id\":" + asked.getInteger("id") + ",\"error\":{\"code\":112,\"message\":\"unrecoverable\"}}");
        JsonObject again = commands().get(0);
        assertThat(again.getJsonObject("subscribe").getMap()).isEqualTo(Map.of("channel", "echo:3", "flag", 2));
        say(socket, "{\"id\":" + again.getInteger("id") + ",\"subscribe\":{\"epoch\":\"z2\",\"offset\":7}}");
        assertThat(told.next()).isEqualTo("gap until z2:8, unrecoverable");
    }

    @Test
    void an_unsubscribe_ends_one_subscription_and_the_others_go_on() throws Exception {
        Told one = new Told();
        Told other = new Told();
        on(() -> {
            transport.open(target(), "echo:a", null, one);
            return transport.open(target(), "echo:b", null, other);
        });
        ServerWebSocket socket = socket();
        commands();
        say(
                socket,
                connected(25),
                "{\"id\":2,\"subscribe\":{\"epoch\":\"x7\"}}",
                "{\"id\":3,\"subscribe\":{\"epoch\":\"x7\"}}",
                "{\"push\":{\"channel\":\"echo:a\",\"unsubscribe\":{\"code\":2500,\"reason\":\"insufficient state\"}}}",
                "{\"push\":{\"channel\":\"echo:a\",\"pub\":{\"data\":\"late\",\"offset\":1}}}",
                "{\"push\":{\"channel\":\"echo:b\",\"pub\":{\"data\":\"b\",\"offset\":1}}}");
        assertThat(one.next()).isEqualTo("began at x7:0");
        assertThat(one.next()).isEqualTo("over, 0 unsubscribed by the server: 2500 insufficient state");
        assertThat(List.of(other.next(), other.next())).containsExactly("began at x7:0", "x7:1 b");
        assertThat(one.all).isEmpty();
        // It comes back on the same connection.
        open("echo:a", new Position("x7", 0), one);
        assertThat(commands().get(0).getJsonObject("subscribe").getString("channel"))
                .isEqualTo("echo:a");
        assertThat(accepted).isEmpty();
    }

    @Test
    void a_ping_is_answered_and_shows_those_who_have_begun_that_the_server_is_alive() throws Exception {
        Told begun = new Told();
        Told waiting = new Told();
        on(() -> {
            transport.open(target(), "echo:a", null, begun);
            return transport.open(target(), "echo:b", null, waiting);
        });
        ServerWebSocket socket = socket();
        commands();
        say(socket, connected(25), "{\"id\":2,\"subscribe\":{}}", "{}");
        assertThat(server.hears()).isEqualTo("{}");
        assertThat(List.of(begun.any(), begun.any(), begun.any())).containsExactly("began at :0", "alive", "alive");
        assertThat(waiting.all).isEmpty();
    }

    @Test
    void a_server_whose_pings_stay_away_is_given_up() throws Exception {
        Told told = new Told();
        open("echo:a", null, told);
        ServerWebSocket socket = socket();
        commands();
        say(socket, connected(1));
        assertThat(told.next()).isEqualTo("over, 0 no ping for 1000 ms and 100 ms more");
    }

    @Test
    void all_subscriptions_end_with_their_connection() throws Exception {
        Told one = new Told();
        Told other = new Told();
        on(() -> {
            transport.open(target(), "echo:a", null, one);
            return transport.open(target(), "echo:b", null, other);
        });
        socket().close((short) 3001, "shutdown");
        assertThat(one.next()).startsWith("over, 0 closed by the server: 3001").contains("shutdown");
        assertThat(other.next()).startsWith("over, 0 closed by the server: 3001");
        open("echo:a", null, one);
        assertThat(socket()).isNotNull();
    }

    @Test
    void who_gives_up_one_channel_unsubscribes_and_nobody_joins_the_others_any_more() throws Exception {
        Told left = new Told();
        Told staying = new Told();
        Transport.Subscription leaving = on(() -> {
            transport.open(target(), "echo:b", null, staying);
            return transport.open(target(), "echo:a", null, left);
        });
        ServerWebSocket socket = socket();
        commands();
        say(socket, connected(25), "{\"id\":2,\"subscribe\":{}}", "{\"id\":3,\"subscribe\":{}}");
        assertThat(left.next()).isEqualTo("began at :0");
        on(() -> {
            leaving.hangUp();
            return true;
        });
        assertThat(commands().get(0).getJsonObject("unsubscribe").getString("channel"))
                .isEqualTo("echo:a");
        open("echo:a", null, new Told());
        assertThat(socket()).isNotSameAs(socket);
    }

    @Test
    void a_message_that_is_none_of_the_protocol_ends_the_connection() throws Exception {
        Told told = new Told();
        open("echo:a", null, told);
        ServerWebSocket socket = socket();
        commands();
        say(socket, "{\"id\":2,\"subscribe\":[]}");
        assertThat(told.next()).isEqualTo("over, 0 unexpected message: {\"id\":2,\"subscribe\":[]}");
    }

    @Test
    void a_connect_that_is_refused_ends_all_and_says_why() throws Exception {
        Told told = new Told();
        open("echo:a", null, told);
        ServerWebSocket socket = socket();
        commands();
        say(socket, "{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}");
        assertThat(told.next()).startsWith("over, 0 connect was refused: ").contains("109");
    }

    @Test
    void a_route_that_is_not_there_is_a_refusal() throws Exception {
        Told told = new Told();
        try (TestServer nobody = TestServer.refusing(
                vertx, request -> request.response().setStatusCode(404).end())) {
            on(() -> transport.open(Target.of("http://127.0.0.1:" + nobody.port()), "echo:a", null, told));
            assertThat(told.next()).startsWith("over, 404 ");
        }
    }
}
