package dev.echowall.tools.bench;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** All connections that listen, over the event loops. For the thread that drives the run. */
final class Crowd {
    private final EventLoops loops;
    private final List<Stand> stands = new ArrayList<>();

    /** @param stand makes the one of a loop, by the loop's number */
    Crowd(EventLoops loops, int count, IntFunction<Stand> stand) {
        this.loops = loops;
        for (int i = 0; i < count; i++) {
            stands.add(stand.apply(i));
        }
    }

    private EventLoop loop(int index) {
        return loops.loop(index);
    }

    /** Does it on each loop, and waits until it is done. */
    void each(Consumer<Stand> step) {
        ask(stand -> {
            step.accept(stand);
            return true;
        });
    }

    /** Asks each, on its loop. */
    <T> List<T> ask(Function<Stand, T> question) {
        List<T> answers = new ArrayList<>();
        for (int i = 0; i < stands.size(); i++) {
            Stand stand = stands.get(i);
            answers.add(EventLoops.on(loop(i), () -> question.apply(stand)));
        }
        return answers;
    }

    long sum(Function<Stand, Number> of) {
        return ask(of).stream().mapToLong(Number::longValue).sum();
    }

    boolean all(Function<Stand, Boolean> of) {
        return !ask(of).contains(false);
    }

    /** A copy, of all. */
    Histogram merged(Function<Stand, Histogram> of) {
        Histogram sum = Hearing.histogram();
        ask(stand -> of.apply(stand).copy()).forEach(sum::add);
        return sum;
    }
}
