package dev.echowall.identity;

import static dev.echowall.testing.KeySetServer.jwk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.identity.RemoteKeys.Timing;
import dev.echowall.testing.KeySetServer;
import dev.echowall.testing.TimeLimits;
import dev.echowall.testing.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of a login elsewhere, which changes them, is slow or is gone. */
@SuppressWarnings("NullAway") // what each test begins with is made before it
class RemoteKeysIT extends RemoteKeysFixture {
    @Test
    void keys_of_all_kinds_are_known_by_their_names() {
        login.has(jwk(FIRST, "a"), jwk(SECOND, "b"), jwk(THIRD, "c"));
        serve(LONG);

        assertAccepted(token(FIRST, "a"));
        assertAccepted(token(SECOND, "b"));
        assertAccepted(token(THIRD, "c"));
        assertThat(login.asked()).isEqualTo(1);
    }

    @Test
    void a_token_of_a_known_key_is_judged_at_once() {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);

        assertThat(server.connection(token(FIRST, "a")).succeeded()).isTrue();
        assertThat(login.asked()).isEqualTo(1);
    }

    @Test
    void a_key_that_is_new_is_asked_for() {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);
        login.has(jwk(FIRST, "a"), jwk(SECOND, "b"));

        assertAccepted(token(SECOND, "b"));
        assertThat(login.asked()).isEqualTo(2);
    }

    @Test
    void a_key_that_was_taken_away_is_no_key_any_more() {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);
        login.has(jwk(SECOND, "b"));
        assertAccepted(token(SECOND, "b"));

        assertThat(verdict(token(FIRST, "a"))).isSameAs(Verdict.REFUSED);
    }

    @Test
    void names_that_somebody_makes_up_do_not_make_us_ask_more_often_than_we_may() {
        login.has(jwk(FIRST, "a"));
        serve(LONG);

        for (int i = 0; i < 100; i++) {
            assertThat(verdict(token(SECOND, "made-up-" + i))).isSameAs(Verdict.REFUSED);
        }
        assertThat(login.asked()).isEqualTo(1);
    }

    @Test
    void those_who_come_while_keys_are_fetched_wait_for_the_same_answer() throws InterruptedException {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);
        CountDownLatch go = new CountDownLatch(1);
        String both = "{\"keys\":[" + jwk(FIRST, "a") + "," + jwk(SECOND, "b") + "]}";
        login.answers(exchange -> {
            go.await(10, TimeUnit.SECONDS);
            byte[] body = both.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });

        List<Future<Verdict>> waiting = IntStream.range(0, 20)
                .mapToObj(each -> server.connection(token(SECOND, "b")))
                .toList();
        assertThat(waiting).noneMatch(Future::isComplete);
        assertAccepted(token(FIRST, "a")); // who has a known key does not wait
        go.countDown();

        assertThat(waiting)
                .allSatisfy(each -> assertThat(TimeLimits.await(each)).isInstanceOf(Verdict.Accepted.class));
        assertThat(login.asked()).isEqualTo(2);
    }

    @Test
    void who_waited_is_told_on_his_own_context() throws InterruptedException {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);
        login.has(jwk(SECOND, "b"));
        Vertx vertx = Vertx.vertx();
        try {
            Context mine = vertx.getOrCreateContext();
            Future<Boolean> told = Future.future(promise -> mine.runOnContext(v -> server.connection(token(SECOND, "b"))
                    .onSuccess(verdict -> promise.complete(Vertx.currentContext() == mine))));

            assertThat(TimeLimits.await(told)).isTrue();
        } finally {
            TimeLimits.await(vertx.close());
        }
    }

    @Test
    void the_keys_are_asked_for_from_time_to_time() {
        login.has(jwk(FIRST, "a"));
        serve(login.url(), new Timing(Duration.ofMillis(50), LONG, LONG, DEADLINE));
        login.has(jwk(SECOND, "b"));

        TimeLimits.until("the new key is known", () -> keys.keys().stream().anyMatch(key -> "b".equals(key.id())));
        assertThat(server.connection(token(FIRST, "a")).result()).isSameAs(Verdict.REFUSED);
    }

    @Test
    void while_the_login_is_gone_known_keys_stay_and_of_others_nothing_can_be_said() {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);
        login.answers(503, "");

        assertThat(verdict(token(SECOND, "b"))).isSameAs(Verdict.UNAVAILABLE);
        assertAccepted(token(FIRST, "a"));
        assertAccepted(Tokens.of("42"));
        assertThat(verdict(Tokens.hs256("{\"alg\":\"none\"}", claims(), Tokens.SECRET)))
                .isSameAs(Verdict.REFUSED);
        assertThat(keys.failing()).isTrue();
    }

    @Test
    void one_that_was_gone_from_the_start_is_asked_again() {
        login.answers(500, "");
        serve(login.url(), new Timing(LONG, Duration.ofMillis(50), LONG, DEADLINE));
        // It may be asked again just then, so that the answer takes a moment.
        assertThat(verdict(token(FIRST, "a"))).isSameAs(Verdict.UNAVAILABLE);
        login.has(jwk(FIRST, "a"));

        TimeLimits.until("the key is known", () -> !keys.failing());
        assertAccepted(token(FIRST, "a"));
    }

    @Test
    void nobody_at_the_address_is_an_outage_too() {
        URI nobody = login.url();
        login.close();
        serve(nobody, new Timing(LONG, LONG, LONG, DEADLINE));

        assertThat(verdict(token(FIRST, "a"))).isSameAs(Verdict.UNAVAILABLE);
    }

    @Test
    void an_answer_that_does_not_come_is_given_up() {
        login.answers(exchange -> new CountDownLatch(1).await());
        long began = System.nanoTime();
        serve(LONG);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(DEADLINE.multipliedBy(5));
        assertThat(keys.failing()).isTrue();
    }

    @Test
    void so_is_one_that_comes_by_the_octet() {
        login.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (CountDownLatch never = new CountDownLatch(1); !never.await(20, TimeUnit.MILLISECONDS); ) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        });
        serve(LONG);

        assertThat(keys.failing()).isTrue();
    }

    @Test
    void so_is_one_without_an_end() {
        CountDownLatch broken = new CountDownLatch(1);
        login.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            try {
                while (true) {
                    exchange.getResponseBody().write(blanks);
                }
            } finally {
                broken.countDown();
            }
        });
        serve(LONG);

        assertThat(keys.failing()).isTrue();
        TimeLimits.until("it was hung up on", () -> broken.getCount() == 0);
    }

    @Test
    void one_of_256_kib_is_read_and_one_octet_more_is_not() {
        String set = "{\"keys\":[" + jwk(FIRST, "a") + "]}";
        login.answers(200, set + " ".repeat(KeySetRequest.MOST_BYTES - set.length()));
        serve(Duration.ZERO);
        assertThat(keys.failing()).isFalse();
        login.answers(200, set + " ".repeat(KeySetRequest.MOST_BYTES - set.length() + 1));

        verdict(token(SECOND, "b"));
        assertThat(keys.failing()).isTrue();
        assertAccepted(token(FIRST, "a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_not_followed(int status) {
        try (KeySetServer other = new KeySetServer()) {
            other.has(jwk(FIRST, "a"));
            login.answers(exchange -> {
                exchange.getResponseHeaders().set("Location", other.url().toString());
                exchange.sendResponseHeaders(status, -1);
            });
            serve(LONG);

            assertThat(keys.failing()).isTrue();
            assertThat(other.asked()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[1,null,\"a\",{}]}",
                "<html>",
                "{\"keys\":[",
                "{\"keys\":[],\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\"}]}"
            })
    void what_has_no_key_in_it_is_an_outage_and_no_change(String body) {
        login.has(jwk(FIRST, "a"));
        serve(Duration.ZERO);
        login.answers(200, body);

        verdict(token(SECOND, "b"));
        assertThat(keys.failing()).isTrue();
        assertAccepted(token(FIRST, "a"));
    }
}
