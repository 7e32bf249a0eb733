package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.lifecycle.Lifecycle;
import dev.echowall.testing.CentrifugalClient;
import dev.echowall.testing.EventStreamClient;
import dev.echowall.testing.InstancePair;
import dev.echowall.testing.LifecycleStream;
import dev.echowall.testing.LifecycleStream.Event;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to clients, with two instances, each with two event loops. */
@Timeout(120)
class LifecycleEventsClusterIT {
    private static final String KEY = "a-key-of-more-than-sixteen";

    @TempDir
    static Path directory;

    private static InstancePair instances;

    private final String room = "room:" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        instances = InstancePair.start(directory, """
                management: { port: 0, api-key: %s }
                auth: { hmac-secret: "%s" }
                channels: { room: { subscribe: anyone } }
                """.formatted(KEY, Tokens.SECRET));
    }

    @AfterAll
    static void stop() {
        instances.close();
    }

    private static LifecycleStream listen(int instance) {
        return LifecycleStream.open(instances.get(instance).managementPort(), "X-API-Key", KEY);
    }

    private static LifecycleStream resume(int instance, String id) {
        return LifecycleStream.open(instances.get(instance).managementPort(), "X-API-Key", KEY, "Last-Event-ID", id);
    }

    private static String in(String channel) {
        return "{\"channel\":\"" + channel + "\"}";
    }

    private static void assertOneConnection(
            LifecycleStream events, String channel, String transport, String user, int code) {
        List<Event> all = events.untilVacated(channel);
        String client = all.stream()
                .filter(each -> each.channel().equals(channel))
                .findFirst()
                .orElseThrow()
                .client();
        List<Event> whole =
                events.until(each -> each.client().equals(client) && each.kind().equals("disconnected"));
        List<Event> own = whole.stream()
                .filter(each -> each.client().equals(client) || each.channel().equals(channel))
                .toList();
        assertThat(own.stream().map(Event::brief))
                .containsExactly(
                        "connected",
                        "subscribed " + channel,
                        "occupied " + channel,
                        "unsubscribed " + channel,
                        "vacated " + channel,
                        "disconnected");
        for (Event each : own) {
            assertThat(each.data().getLong("time")).isPositive();
            if (!each.client().isEmpty()) {
                assertThat(each.data().getString("user")).isEqualTo(user);
                assertThat(each.data().getString("transport")).isEqualTo(transport);
                assertThat(each.data().getString("node")).isEqualTo("node2");
            }
        }
        assertThat(own.get(5).data().getInteger("code")).isEqualTo(code);
        assertThat(own.get(5).data().getString("reason")).isNotNull();
    }

    @Test
    void a_centrifugal_client_is_told_of_on_another_instance() {
        try (LifecycleStream events = listen(0)) {
            CentrifugalClient client =
                    CentrifugalClient.connected(instances.get(1).port(), Tokens.of("42"));
            assertThat(client.error("subscribe", in(room))).isZero();
            client.leave();
            assertOneConnection(events, room, "centrifugal", "42", 1000);
            // The first in this room: the end of another test's client may still be told before it.
            assertThat(events.events().stream()
                            .filter(each -> each.channel().equals(room))
                            .findFirst()
                            .orElseThrow()
                            .client())
                    .isEqualTo(client.id());
        }
    }

    @Test
    void so_is_a_plain_websocket() {
        try (LifecycleStream events = listen(0)) {
            TestWebSocketClient client = TestWebSocketClient.connect(
                    "ws://127.0.0.1:" + instances.get(1).port() + "/ws/" + room);
            events.until(each -> each.brief().equals("occupied " + room));
            client.close(1000, "");
            assertOneConnection(events, room, "websocket", "", 1000);
        }
    }

    @Test
    void so_is_an_event_stream() {
        try (LifecycleStream events = listen(0)) {
            try (EventStreamClient client = EventStreamClient.open(
                    instances.get(1).port(), "/sse/" + room, "Authorization", "Bearer " + Tokens.of("43"))) {
                assertThat(client.status()).isEqualTo(200);
                events.until(each -> each.brief().equals("occupied " + room));
            }
            assertOneConnection(events, room, "sse", "43", 1006);
        }
    }

    @Test
    void a_channel_is_occupied_and_vacated_once_however_many_there_are_anywhere() {
        try (LifecycleStream events = listen(1)) {
            List<CentrifugalClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                CentrifugalClient client =
                        CentrifugalClient.connected(instances.get(i % 2).port(), Tokens.of("u" + i));
                assertThat(client.error("subscribe", in(room))).isZero();
                clients.add(client);
            }
            for (CentrifugalClient each : clients) {
                assertThat(each.error("unsubscribe", in(room))).isZero();
            }
            List<String> told = events.untilVacated(room).stream()
                    .filter(each -> each.channel().equals(room))
                    .map(Event::kind)
                    .toList();
            assertThat(told.get(0)).isEqualTo("subscribed");
            assertThat(told.get(1)).isEqualTo("occupied");
            assertThat(told).filteredOn("subscribed"::equals).hasSize(10);
            assertThat(told).filteredOn("unsubscribed"::equals).hasSize(10);
            assertThat(told).filteredOn("occupied"::equals).hasSize(1);
            assertThat(told).filteredOn("vacated"::equals).hasSize(1);
            clients.forEach(CentrifugalClient::close);
        }
    }

    @Test
    void clients_that_were_there_before_are_known() {
        try (LifecycleStream first = listen(0)) {
            CentrifugalClient client =
                    CentrifugalClient.connected(instances.get(1).port(), Tokens.of("42"));
            assertThat(client.error("subscribe", in(room))).isZero();
            first.until(each -> each.brief().equals("occupied " + room));
            try (LifecycleStream second = listen(1)) {
                CentrifugalClient other =
                        CentrifugalClient.connected(instances.get(0).port(), Tokens.of("43"));
                assertThat(other.error("subscribe", in(room))).isZero();
                assertThat(other.error("unsubscribe", in(room))).isZero();
                assertThat(client.error("unsubscribe", in(room))).isZero();
                assertThat(second.untilVacated(room).stream()
                                .filter(each -> each.channel().equals(room))
                                .map(Event::kind))
                        .containsExactly("subscribed", "unsubscribed", "unsubscribed", "vacated");
                other.close();
            }
            client.close();
        }
    }

    @Test
    void who_breaks_off_goes_on_at_the_other_instance() {
        String id;
        CentrifugalClient client;
        List<Event> first;
        try (LifecycleStream events = listen(0)) {
            client = CentrifugalClient.connected(instances.get(0).port(), Tokens.of("42"));
            first = events.until(each -> each.client().equals(client.id()));
            id = first.get(first.size() - 1).id();
        }
        assertThat(client.error("subscribe", in(room))).isZero();
        client.leave();
        try (LifecycleStream events = resume(1, id)) {
            List<Event> rest = events.until(
                    each -> each.client().equals(client.id()) && each.kind().equals("disconnected"));
            assertThat(rest.stream().map(Event::brief)).doesNotContain("gap");
            assertThat(rest.stream()
                            .filter(each -> each.client().equals(client.id()))
                            .map(Event::kind))
                    .containsExactly("subscribed", "unsubscribed", "disconnected");
            // Both tell the same, byte for byte.
            try (LifecycleStream again = resume(0, id)) {
                assertThat(again.until(each -> each.id().equals(events.lastId())))
                        .isEqualTo(rest);
            }
        }
    }

    @Test
    void from_in_the_address_does_the_same_and_nonsense_is_refused() {
        int port = instances.get(0).managementPort();
        try (LifecycleStream events = listen(0)) {
            try (EventStreamClient same =
                    EventStreamClient.open(port, "/api/events?from=" + events.lastId(), "X-API-Key", KEY)) {
                same.next();
                assertThat(same.next()).containsExactly("id: " + events.lastId());
            }
        }
        for (String nonsense : List.of("x", "x7:42", "x7:42.", "x7:.1", "x7:1.x", "-:0.0")) {
            try (EventStreamClient refused =
                    EventStreamClient.open(port, "/api/events?from=" + nonsense, "X-API-Key", KEY)) {
                assertThat(refused.status()).as(nonsense).isEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x7:42.0", "nonsense", "-:0.0"})
    void where_it_cannot_go_on_it_says_so(String id) {
        try (LifecycleStream events = resume(0, id)) {
            Event gap = events.until(each -> each.kind().equals("gap")).get(0);
            assertThat(gap.id()).isEqualTo(gap.data().getString("next"));
            CentrifugalClient client =
                    CentrifugalClient.connected(instances.get(1).port(), Tokens.of("42"));
            assertThat(events.until(each -> each.client().equals(client.id()))).hasSizeGreaterThanOrEqualTo(2);
            client.close();
        }
    }

    @Test
    void the_server_api_tells_with_which_code() {
        try (LifecycleStream events = listen(0)) {
            String user = UUID.randomUUID().toString();
            CentrifugalClient client =
                    CentrifugalClient.connected(instances.get(1).port(), Tokens.of(user));
            JsonObject body = new JsonObject()
                    .put("user", user)
                    .put("disconnect", new JsonObject().put("code", 4000).put("reason", "logged out"));
            RawClient.ask(
                    instances.get(0).managementPort(),
                    "POST /api/disconnect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-API-Key: "
                            + KEY + "\r\nContent-Length: " + body.encode().length() + "\r\n\r\n" + body.encode());
            List<Event> all = events.until(
                    each -> each.client().equals(client.id()) && each.kind().equals("disconnected"));
            Event end = all.get(all.size() - 1);
            assertThat(end.data().getInteger("code")).isEqualTo(4000);
            assertThat(end.data().getString("reason")).isEqualTo("logged out");
        }
    }

    @Test
    void there_are_so_many_readers_and_no_more() {
        int port = instances.get(1).managementPort();
        List<EventStreamClient> readers = new ArrayList<>();
        try {
            TimeLimits.until("all places are taken", () -> {
                EventStreamClient next = EventStreamClient.open(port, "/api/events", "X-API-Key", KEY);
                if (next.status() == 200) {
                    readers.add(next);
                    return false;
                }
                assertThat(next.status()).isEqualTo(503);
                next.close();
                return true;
            });
            assertThat(readers).hasSizeBetween(Lifecycle.MAX_READERS - 20, Lifecycle.MAX_READERS);
        } finally {
            readers.forEach(EventStreamClient::close);
        }
        TimeLimits.until("a place is free again", () -> {
            try (EventStreamClient next = EventStreamClient.open(port, "/api/events", "X-API-Key", KEY)) {
                return next.status() == 200;
            }
        });
    }

    private static int status(String headers) {
        return RawClient.ask(
                        instances.get(0).managementPort(),
                        "GET /api/events?from=x HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                .status();
    }

    @Test
    void it_needs_the_key_like_all_of_the_api_and_no_page_gets_it() {
        assertThat(status("")).isEqualTo(401);
        assertThat(status("X-API-Key: another-key-of-more-than-sixteen\r\n")).isEqualTo(401);
        assertThat(status("Origin: http://localhost\r\n")).isEqualTo(403);
        assertThat(status("Sec-Fetch-Site: cross-site\r\n")).isEqualTo(403);
        assertThat(status("X-API-Key: " + KEY + "\r\n")).isEqualTo(400); // let in, and asked for a place that is none
    }
}
