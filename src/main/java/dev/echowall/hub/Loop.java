package dev.echowall.hub;

import io.vertx.core.Context;

/** The part of an event loop that a hub needs. */
interface Loop {
    Context context();

    /** Runs the task in a turn of its own, after those that are queued already. */
    void later(Runnable task);

    void after(long millis, Runnable task);

    static Loop of(Context context) {
        return new Loop() {
            @Override
            public Context context() {
                return context;
            }

            @Override
            public void later(Runnable task) {
                context.runOnContext(turn -> task.run());
            }

            @Override
            public void after(long millis, Runnable task) {
                context.owner().setTimer(millis, timer -> task.run());
            }
        };
    }
}
