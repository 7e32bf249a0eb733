package dev.echowall.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.conformance.Outcome.Behavior;
import dev.echowall.conformance.Outcome.Ending;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/** All cases against one address, each as a test of its own; those of a section side by side. */
final class ConformanceRun {
    /** Those of the first seven sections mostly wait; the others work. */
    private static final int WAITING = 16;

    private static final int WORKING = 3;

    private final int port;
    private final String way;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Map<Integer, Long> millis = new TreeMap<>();

    /** @param way distinguishes the channels from those of another run */
    ConformanceRun(int port, String way) {
        this.port = port;
        this.way = way;
    }

    static List<Case> cases() {
        return Stream.of(
                        FramingCases.all(),
                        FragmentCases.all(),
                        Utf8Cases.all(),
                        CloseCases.all(),
                        LoadCases.all(),
                        CompressionCases.all())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Case::section))
                .toList();
    }

    /** A section is played when its turn comes, not before. */
    Stream<DynamicContainer> sections() {
        return cases().stream()
                .collect(Collectors.groupingBy(Case::section, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(each -> DynamicContainer.dynamicContainer(
                        way + ", section " + each.getKey(),
                        Stream.of(each).flatMap(it -> play(it.getKey(), it.getValue()))));
    }

    private Stream<DynamicTest> play(int section, List<Case> cases) {
        long begin = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(section < 9 ? WAITING : WORKING);
        List<CompletableFuture<Outcome>> playing = cases.stream()
                .map(each -> CompletableFuture.supplyAsync(() -> play(each), pool))
                .toList();
        pool.shutdown();
        CompletableFuture<Void> all = CompletableFuture.allOf(playing.toArray(new CompletableFuture<?>[0]));
        var unused = all.thenRun(() -> millis.put(section, (System.nanoTime() - begin) / 1_000_000));
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.toString(),
                        () -> judge(each, playing.get(cases.indexOf(each)).join())));
    }

    private Outcome play(Case each) {
        Outcome outcome = FuzzingClient.play(each, port, "/ws/echo:" + way + "-" + each.number());
        outcomes.put(each.number(), outcome);
        return outcome;
    }

    private static void judge(Case played, Outcome outcome) {
        Behavior expected = played.informational() ? Behavior.INFORMATIONAL : Behavior.OK;
        assertThat(outcome.behavior()).as(outcome.detail()).isEqualTo(expected);
        assertThat(outcome.ending()).as(outcome.detail()).isIn(EnumSet.of(Ending.OK, Ending.INFORMATIONAL));
    }

    /** How many came out how, by section; with the time that each took. */
    String summary() {
        StringBuilder out = new StringBuilder("conformance, " + way + ":\n");
        for (Map.Entry<Integer, Long> took : millis.entrySet()) {
            int section = took.getKey();
            Map<String, Long> counts = outcomes.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(section + "."))
                    .collect(
                            Collectors.groupingBy(each -> each.getValue().word(), TreeMap::new, Collectors.counting()));
            out.append(String.format("  section %2d: %s in %.1f s%n", section, counts, took.getValue() / 1000.0));
        }
        Map<String, Long> all = outcomes.values().stream()
                .collect(Collectors.groupingBy(Outcome::word, TreeMap::new, Collectors.counting()));
        return out.append("  all ")
                .append(outcomes.size())
                .append(": ")
                .append(all)
                .toString();
    }
}
