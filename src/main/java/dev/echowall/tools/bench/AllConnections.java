package dev.echowall.tools.bench;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** All receiving connections, on several event loops. Used by the thread that drives the run. */
final class AllConnections {
    private final EventLoops loops;
    private final List<ConnectionGroup> groups = new ArrayList<>();

    /** @param group creates the group of an event loop, by its number */
    AllConnections(EventLoops loops, int count, IntFunction<ConnectionGroup> group) {
        this.loops = loops;
        for (int i = 0; i < count; i++) {
            groups.add(group.apply(i));
        }
    }

    private EventLoop loop(int index) {
        return loops.loop(index);
    }

    /** Runs the step on each loop and waits until it is done. */
    void each(Consumer<ConnectionGroup> step) {
        ask(group -> {
            step.accept(group);
            return true;
        });
    }

    /** Gets a value from each group, on its loop. */
    <T> List<T> ask(Function<ConnectionGroup, T> question) {
        List<T> answers = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            ConnectionGroup group = groups.get(i);
            answers.add(EventLoops.on(loop(i), () -> question.apply(group)));
        }
        return answers;
    }

    long sum(Function<ConnectionGroup, Number> of) {
        return ask(of).stream().mapToLong(Number::longValue).sum();
    }

    boolean all(Function<ConnectionGroup, Boolean> of) {
        return !ask(of).contains(false);
    }

    /** The sum of all, as a copy. */
    Histogram merged(Function<ConnectionGroup, Histogram> of) {
        Histogram sum = DeliveryStatistics.histogram();
        ask(group -> of.apply(group).copy()).forEach(sum::add);
        return sum;
    }
}
