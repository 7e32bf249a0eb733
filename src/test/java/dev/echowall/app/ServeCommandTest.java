package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.IndeterminateOperationStateException;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class ServeCommandTest {
    @Test
    void one_that_asked_a_member_which_died_is_to_be_started_again() {
        assertThat(ServeCommand.notStarted(new IndeterminateOperationStateException("left"), NOPLogger.NOP_LOGGER))
                .isEqualTo(75);
    }

    @Test
    void one_that_finds_its_port_taken_is_not() {
        assertThat(ServeCommand.notStarted(new BindException("in use"), NOPLogger.NOP_LOGGER))
                .isEqualTo(1);
    }
}
