package dev.echowall.client;

/** What is still to be done when the process is told to end, as by Ctrl-C; until it is taken back. */
final class Goodbye {
    private final Thread hook;

    Goodbye(Runnable task) {
        hook = new Thread(task, "goodbye");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void takeBack() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is just running.
        }
    }
}
