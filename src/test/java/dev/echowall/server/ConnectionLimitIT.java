package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.metrics.Metrics;
import dev.echowall.session.RateLimits;
import dev.echowall.testing.LiveHeap;
import dev.echowall.testing.LoggedErrors;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import dev.echowall.testing.TimeLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLimitIT {
    private static final String AT = " HTTP/1.1\r\nHost: localhost\r\n";

    private final List<RawClient> clients = new ArrayList<>();
    private TestNode node = TestNode.start("limits: { connections: 5 }");

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        node.close();
    }

    private void serve(String yaml) {
        node.close();
        node = TestNode.start(yaml);
    }

    @Test
    void connections_of_every_kind_count_from_when_they_are_accepted() {
        webSocket("");
        RawClient events = ask("GET /sse/echo" + AT + "\r\n");
        assertThat(events.answer(true).status()).isEqualTo(200);
        ask("GET /poll/echo?after=:0&wait=30" + AT + "\r\n");
        connect();
        RawClient idle = connect();

        Answer refused = connect().answer(false);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("connection")).isEqualTo("close");
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.text()).contains("\"name\":\"too_many\"", "limits.connections");

        idle.breaks();
        TimeLimits.until("there is room again", () -> status("GET /poll/echo" + AT + "\r\n") == 200);
        events.breaks();
        TimeLimits.until("and again", () -> status("GET /poll/echo" + AT + "\r\n") == 200);
    }

    @Test
    void one_that_was_told_no_hears_it_though_it_was_still_speaking() {
        for (int i = 0; i < 5; i++) {
            connect();
        }
        RawClient refused = connect();
        refused.send("POST /publish/echo" + AT + "Content-Length: 60000\r\n\r\n" + "x".repeat(30_000));
        assertThat(refused.answer(false).status()).isEqualTo(503);
        assertThat(refused.ended()).isTrue();
    }

    @Test
    void of_one_address_only_so_many_are_let_in_and_a_proxy_names_it() {
        serve("limits: { connections-per-address: 3 }");
        for (int i = 0; i < 3; i++) {
            webSocket(from("203.0.113.7"));
        }
        String again = "GET /poll/echo" + AT + from("203.0.113.7") + "\r\n";
        RawClient proxy = ask(again);
        Answer refused = proxy.answer(false);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("\"name\":\"too_many\"", "limits.connections-per-address");

        // The proxy's connection is others' too.
        proxy.send("GET /poll/echo" + AT + from("203.0.113.8") + "\r\n");
        assertThat(proxy.answer(false).status()).isEqualTo(200);

        clients.get(0).breaks();
        TimeLimits.until("there is room again", () -> status(again) == 200);
        for (int i = 0; i < 10; i++) {
            assertThat(proxy.send(again).answer(false).status()).isEqualTo(200);
        }
    }

    @Test
    void an_ipv6_network_is_one_address() {
        serve("limits: { connections-per-address: 1 }");
        webSocket(from("2001:db8::1"));
        assertThat(status("GET /poll/echo" + AT + from("2001:db8::ffff:2") + "\r\n"))
                .isEqualTo(503);
        assertThat(status("GET /poll/echo" + AT + from("2001:db8:0:1::1") + "\r\n"))
                .isEqualTo(200);
    }

    @Test
    void who_is_no_proxy_is_counted_where_it_is_accepted() {
        serve("""
                server: { trusted-proxies: [] }
                limits: { connections-per-address: 2 }
                """);
        connect();
        connect();
        assertThat(connect().answer(false).text()).contains("limits.connections-per-address");
    }

    @Test
    void a_body_that_nobody_needs_is_not_waited_for() {
        serve("limits: { handshake-timeout: 300ms }");
        List<String> heads = List.of(
                "GET /sse/echo" + AT + "Content-Length: 100000\r\n\r\n",
                "GET /poll/echo" + AT + "Content-Length: 100000\r\n\r\n",
                "GET /poll/echo?wait=30&after=:0" + AT + "Transfer-Encoding: chunked\r\n\r\n",
                "POST /nowhere" + AT + "Content-Length: 100000\r\n\r\n",
                "POST /publish/time" + AT + "Content-Length: 100000\r\n\r\n",
                "POST /publish/echo" + AT + "Content-Length: 1000\r\n\r\n");
        for (String head : heads) {
            RawClient slow = connect();
            slow.send(head);
            TimeLimits.until(head + " is cut", () -> isGone(slow));
        }
    }

    /** By drips: it is never silent. */
    private static boolean isGone(RawClient slow) {
        try {
            slow.send("x");
            return false;
        } catch (UncheckedIOException gone) {
            return true;
        }
    }

    @Test
    void a_body_that_comes_in_time_is_followed_by_the_next_request() throws Exception {
        serve("limits: { handshake-timeout: 400ms }");
        RawClient client = ask("POST /nowhere" + AT + "Content-Length: 2\r\n\r\n1");
        assertThat(client.answer(false).status()).isEqualTo(404);
        client.send("2");
        // Longer than the rest of the body would have been waited for.
        Thread.sleep(800);
        client.send("GET /poll/echo" + AT + "\r\n");
        assertThat(client.answer(false).status()).isEqualTo(200);
    }

    @Test
    void a_web_socket_keeps_nothing_of_http() throws Exception {
        serve("limits: { connections: 1000, connections-per-address: 1000 }");
        for (int i = 0; i < 100; i++) {
            webSocket(from("203.0.113." + i));
        }
        // What is at hand may still be on the stack.
        assertThat(LiveHeap.instances(ProcessHandle.current().pid(), "io.vertx.core.http.impl.Http1xServerConnection"))
                .isLessThan(10);
    }

    @Test
    void a_connection_ends_no_timer_but_its_own() {
        Vertx vertx = Vertx.vertx();
        try {
            // As the heartbeat of an event loop has, by which it is known to be alive.
            long first = vertx.setPeriodic(Duration.ofHours(1).toMillis(), fired -> {});
            assertThat(first).isZero();
            Metrics metrics = new Metrics(new SimpleMeterRegistry());
            ProxyTrust proxies = new ProxyTrust(List.of());
            ConnectionLimit connectionLimit = new ConnectionLimit(0, 0, proxies, metrics);
            HttpLimits limits = new HttpLimits(
                    vertx,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(75),
                    connectionLimit,
                    proxies,
                    RateLimits.NONE,
                    metrics);
            HttpServer server = TimeLimits.await(vertx.createHttpServer()
                    .connectionHandler(limits::opened)
                    .requestHandler(request -> request.response().end())
                    .listen(0, "127.0.0.1"));
            RawClient.ask(server.actualPort(), "GET /" + AT + "\r\n");
            assertThat(vertx.cancelTimer(first)).isTrue();
        } finally {
            TimeLimits.await(vertx.close());
        }
    }

    @Test
    void who_comes_while_it_closes_is_told_or_finds_it_closed_and_the_log_is_silent() throws Exception {
        int port = node.port();
        try (LoggedErrors errors = LoggedErrors.watch()) {
            Thread visitors = new Thread(() -> {
                while (true) {
                    try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        visitor.setTcpNoDelay(true);
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            visitors.start();
            node.close();
            visitors.join();
            assertThat(errors.all()).isEmpty();
        }
    }

    private static String from(String address) {
        return "X-Forwarded-For: " + address + "\r\n";
    }

    private int status(String request) {
        return RawClient.ask(node.port(), request).status();
    }

    private RawClient ask(String request) {
        return connect().send(request);
    }

    private void webSocket(String header) {
        RawClient client = connect();
        assertThat(client.send(client.handshake("/ws/echo", header))
                        .answer(false)
                        .status())
                .isEqualTo(101);
    }

    private RawClient connect() {
        RawClient client = RawClient.connect(node.port());
        clients.add(client);
        return client;
    }
}
