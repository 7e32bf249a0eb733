package dev.echowall.hub;

import io.vertx.core.Context;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** An event loop that a test turns by hand; its clock moves only when told to. */
final class FakeLoop implements Loop {
    private record Timer(long due, long order, Runnable task) {}

    private final Context context = (Context) Proxy.newProxyInstance(
            FakeLoop.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
            });
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private long now;
    private long order;

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void later(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(long millis, Runnable task) {
        timers.add(new Timer(now + millis, order++, task));
    }

    /** Runs the next task. @return whether there was one */
    boolean step() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs until nothing waits but timers. */
    void turn() {
        while (step()) {}
    }

    /** Lets the time pass, and runs what is due then. */
    void pass(long millis) {
        now += millis;
        while (!timers.isEmpty() && timers.element().due() <= now) {
            timers.remove().task().run();
            turn();
        }
    }
}
