package dev.echowall.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NginxProcess;
import dev.echowall.testing.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the fuzzing client of the Autobahn test suite asks of a server, case by case, directly and through nginx. Each case
 * talks on a channel of its own and hears its own echo.
 */
class ConformanceIT {
    private static final int EVENT_LOOPS = 2;
    private static final List<ConformanceRun> runs = new ArrayList<>();
    private static TestNode node;
    private static @Nullable NginxProcess nginx;

    @BeforeAll
    static void start() {
        node = TestNode.start("""
                server: { compression: true }
                limits: { message-bytes: 17825792, fragments: 70000, queue-bytes: 33554432, tail-bytes: 67108864 }
                channels: { echo: { history-size: 4, history-bytes: 33554432, history-ttl: 10s, publish: anyone } }
                """, EVENT_LOOPS);
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        node.close();
        runs.forEach(run -> System.out.println(run.summary()));
    }

    /** As many as the original has in each section; 0, 8 and 11 are empty there. */
    @Test
    void there_are_517_cases_each_once() {
        List<Case> cases = ConformanceRun.cases();
        assertThat(cases).extracting(Case::number).doesNotHaveDuplicates().hasSize(517);
        assertThat(cases.stream().collect(Collectors.groupingBy(Case::section, Collectors.counting())))
                .isEqualTo(Map.ofEntries(
                        Map.entry(1, 16L),
                        Map.entry(2, 11L),
                        Map.entry(3, 7L),
                        Map.entry(4, 10L),
                        Map.entry(5, 20L),
                        Map.entry(6, 145L),
                        Map.entry(7, 37L),
                        Map.entry(9, 54L),
                        Map.entry(10, 1L),
                        Map.entry(12, 90L),
                        Map.entry(13, 126L)));
        assertThat(cases.stream().filter(Case::informational).map(Case::number))
                .containsExactly("7.1.6", "7.13.1", "7.13.2");
    }

    @TestFactory
    Stream<DynamicContainer> cases_directly() {
        return run(new ConformanceRun(node.port(), "direct"));
    }

    @TestFactory
    Stream<DynamicContainer> cases_through_nginx() {
        NginxProcess started = NginxProcess.beforePorts(node.port());
        nginx = started;
        return run(new ConformanceRun(started.port(), "nginx"));
    }

    private static Stream<DynamicContainer> run(ConformanceRun run) {
        runs.add(run);
        return run.sections();
    }
}
