package dev.echowall.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.protocol.websocket.CloseCode;
import dev.echowall.tools.link.ConnectionEnd;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    @Test
    void only_a_normal_close_is_a_normal_end() {
        assertThat(ExitCode.of(new ConnectionEnd.ByServer(1000, ""))).isEqualTo(ExitCode.NORMAL);
        assertThat(ExitCode.of(new ConnectionEnd.ByServer(1005, ""))).isEqualTo(ExitCode.NORMAL);
        assertThat(ExitCode.of(new ConnectionEnd.ByServer(1001, ""))).isEqualTo(ExitCode.CUT);
        assertThat(ExitCode.of(new ConnectionEnd.ByUs(CloseCode.NORMAL, ""))).isEqualTo(ExitCode.NORMAL);
        assertThat(ExitCode.of(new ConnectionEnd.ByUs(CloseCode.NO_PONG, ""))).isEqualTo(ExitCode.CUT);
        assertThat(ExitCode.of(new ConnectionEnd.Lost())).isEqualTo(ExitCode.CUT);
    }

    @Test
    void who_never_had_a_connection_is_told_so() {
        assertThat(ExitCode.of(new ConnectionEnd.Refused(403, "", Duration.ZERO)))
                .isEqualTo(ExitCode.NOT_CONNECTED);
        assertThat(ExitCode.of(new ConnectionEnd.Unreachable("no such host"))).isEqualTo(ExitCode.NOT_CONNECTED);
    }
}
