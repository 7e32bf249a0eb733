package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.echowall.config.ConfigException;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Frame;
import dev.echowall.testing.TestHttpClient;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session leans on, on each transport that auto may choose; io_uring fails at times: docs/decisions/0010. */
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll"})
class EveryTransportIT {
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int LISTENERS = 200;
    private static final int MEBIBYTE = 1 << 20;

    private static @Nullable TestNode node;

    private final String transport;
    private final String path = "/ws/long:" + UUID.randomUUID();

    EveryTransportIT(String transport) {
        this.transport = transport;
    }

    @BeforeParameterizedClassInvocation
    static void start(String transport) {
        try {
            node = TestNode.start("""
                    server: { native-transport: %s }
                    limits: { message-bytes: 4194304, queue-bytes: 262144 }
                    channels: { long: { history-size: 1000, history-bytes: 33554432, history-ttl: 1h, publish: anyone, subscribe: anyone } }
                    """.formatted(transport));
        } catch (ConfigException absent) {
            abort(absent.getMessage());
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (node != null) {
            node.close();
            node = null;
        }
    }

    private static TestNode node() {
        return Objects.requireNonNull(node, "started before each round");
    }

    /** A subscriber whose subscription stands. */
    private RawClient standing() {
        RawClient client = RawClient.webSocket(node().port(), path + "?format=json");
        assertThat(new JsonObject(client.frame().text()).getString("epoch")).isNotNull();
        return client;
    }

    private RawClient bare() {
        return RawClient.webSocket(node().port(), path);
    }

    private static String data(Frame frame) {
        return new JsonObject(frame.text()).getString("data");
    }

    @Test
    void a_message_of_megabytes_comes_back_as_it_was() {
        String much = "回音壁".repeat(MEBIBYTE / 4);
        try (RawClient client = standing()) {
            client.text(much);
            assertThat(data(client.frame())).isEqualTo(much);
        }
    }

    @Test
    void many_hear_all_in_order() {
        List<RawClient> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(standing());
        }
        try (RawClient speaker = bare()) {
            for (int i = 0; i < 20; i++) {
                speaker.text("message " + i);
            }
            for (RawClient listener : listeners) {
                for (int i = 0; i < 20; i++) {
                    assertThat(data(listener.frame())).isEqualTo("message " + i);
                }
            }
        }
        listeners.forEach(RawClient::close);
    }

    @Test
    void one_that_does_not_read_catches_up_when_it_does() {
        String page = "x".repeat(40_000);
        try (RawClient slow = standing();
                RawClient quick = bare()) {
            for (int i = 0; i < 300; i++) {
                quick.text(i + page);
                assertThat(quick.frame().text()).startsWith(i + "x");
            }
            for (int i = 0; i < 300; i++) {
                assertThat(data(slow.frame())).isEqualTo(i + page);
            }
        }
    }

    @Test
    void the_client_closes_in_good_order() {
        try (RawClient client = bare()) {
            client.frame(CLOSE, new byte[] {0x03, (byte) 0xe8});
            assertThat(client.closeFrame().closeCode()).isEqualTo(1000);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void the_server_closes_in_good_order() {
        try (RawClient client = RawClient.webSocket(node().port(), "/inspect")) {
            client.text("{\"close\":4000,\"reason\":\"enough\"}");
            assertThat(client.closeFrame().closeCode()).isEqualTo(4000);
            client.frame(CLOSE, new byte[] {0x0f, (byte) 0xa0});
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void the_close_frame_arrives_though_much_is_left_unread() {
        try (RawClient client = bare()) {
            client.send(RawClient.join(RawClient.masked(0x83, new byte[0]), new byte[8 * MEBIBYTE]));
            assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void a_connection_that_breaks_is_forgotten() {
        TimeLimits.until("those before are gone", () -> connections() == 0);
        RawClient reading = standing();
        RawClient speaking = standing();
        assertThat(connections()).isEqualTo(2);
        for (int i = 0; i < 100; i++) {
            speaking.send(RawClient.masked(TEXT, new byte[30_000]));
        }
        reading.breaks();
        speaking.breaks();
        TimeLimits.until("both are forgotten", () -> connections() == 0);
    }

    @Test
    void a_node_that_stops_says_so() {
        try (TestNode other = TestNode.start("server: { native-transport: " + transport + " }");
                RawClient client = RawClient.webSocket(other.port(), "/ws")) {
            other.instance().closeSessions("about to stop");
            assertThat(client.closeFrame().closeCode()).isEqualTo(1012);
            client.frame(CLOSE, new byte[] {0x03, (byte) 0xf4});
            assertThat(client.ended()).isTrue();
        }
    }

    private static int connections() {
        String info = new TestHttpClient(node().management()).get("/api/info").body();
        return new JsonObject(info).getJsonObject("result").getInteger("connections");
    }
}
