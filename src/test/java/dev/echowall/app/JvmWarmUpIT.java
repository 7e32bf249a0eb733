package dev.echowall.app;

import static dev.echowall.testing.TimeLimits.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import dev.echowall.config.Config;
import dev.echowall.testing.LoggedErrors;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class JvmWarmUpIT {
    @Test
    void every_kind_of_request_is_answered_and_afterwards_the_log_speaks_as_before() {
        Logger sessions = (Logger) LoggerFactory.getLogger("dev.echowall.session");
        var before = sessions.getLevel();
        try (LoggedErrors errors = LoggedErrors.watch()) {
            await(JvmWarmUp.run(Config.load(null, Map.of()).config()));
            assertThat(errors.all()).isEmpty();
        }
        assertThat(sessions.getLevel()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 50, 100, 150, 200, 300})
    void cut_off_at_any_moment_it_leaves_no_line_in_the_log(long millis) {
        try (LoggedErrors errors = LoggedErrors.watch()) {
            JvmWarmUp.run(Config.load(null, Map.of()).config(), millis)
                    .otherwiseEmpty()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            assertThat(errors.all()).isEmpty();
        }
    }
}
