package dev.echowall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.HostileTokens;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong with a token: it is refused, in one way, after one signature check. */
class HostileTokensTest {
    private static final Map<String, String> ALL = HostileTokens.all();

    private final Checking server = new Checking()
            .withSecret()
            .with(HostileTokens.RSA.getPublic())
            .of(HostileTokens.ISSUER, HostileTokens.AUDIENCE);

    static Stream<Arguments> all() {
        return ALL.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    @Test
    void one_with_which_nothing_is_wrong_is_accepted() {
        assertThat(server.identity(HostileTokens.good()).user()).isEqualTo("42");
        assertThat(server.signatureChecks).hasValue(1);
    }

    @Test
    void there_are_many_of_them() {
        assertThat(ALL).hasSizeGreaterThan(100);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void is_refused_as_a_connection_token_after_one_signature_check(String what, String token) {
        assertThat(server.connection(token)).isSameAs(Verdict.REFUSED);
        assertThat(server.signatureChecks).hasValue(1);
        assertThat(server.meters.counter("echowall.tokens", "result", "refused").count())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void is_no_subscription_token_either(String what, String token) {
        boolean forAChannel = what.equals("a token for a channel");
        if (forAChannel) {
            assertThat(server.subscription(token)).isInstanceOf(SubscriptionVerdict.Accepted.class);
        } else {
            assertThat(server.subscription(token)).isSameAs(SubscriptionVerdict.REFUSED);
        }
    }
}
