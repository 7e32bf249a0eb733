package dev.echowall.app;

import static dev.echowall.testing.TimeLimits.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import dev.echowall.config.Config;
import dev.echowall.testing.LoggedErrors;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
}
