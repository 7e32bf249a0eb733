package dev.echowall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.LoggedErrors;
import org.junit.jupiter.api.Test;

class UncaughtExceptionLogTest {
    private static final StackTraceElement BUS = new StackTraceElement(
            "io.vertx.core.eventbus.impl.clustered.OutboundConnection", "writeMessage", "OutboundConnection.java", 86);

    @Test
    void a_message_on_its_way_to_an_instance_that_died_is_no_fault() {
        try (LoggedErrors errors = LoggedErrors.watch()) {
            new UncaughtExceptionLog().handle(thrown("Promise already completed", BUS));
            assertThat(errors.all()).isEmpty();
        }
    }

    @Test
    void the_same_from_elsewhere_is_a_fault() {
        try (LoggedErrors errors = LoggedErrors.watch()) {
            new UncaughtExceptionLog().handle(thrown("Promise already completed"));
            assertThat(errors.all()).singleElement().asString().contains("Promise already completed");
        }
    }

    @Test
    void a_promise_that_we_complete_twice_when_a_write_is_done_is_a_fault() {
        StackTraceElement ours = new StackTraceElement("dev.echowall.broker.Peer", "flush", "Peer.java", 96);
        try (LoggedErrors errors = LoggedErrors.watch()) {
            new UncaughtExceptionLog().handle(thrown("Promise already completed", ours, BUS));
            assertThat(errors.all()).singleElement().asString().contains("Promise already completed");
        }
    }

    @Test
    void anything_else_is_a_fault() {
        try (LoggedErrors errors = LoggedErrors.watch()) {
            new UncaughtExceptionLog().handle(thrown("another", BUS));
            assertThat(errors.all()).singleElement().asString().contains("another");
        }
    }

    private static IllegalStateException thrown(String message, StackTraceElement... stack) {
        IllegalStateException fault = new IllegalStateException(message);
        fault.setStackTrace(stack);
        return fault;
    }
}
