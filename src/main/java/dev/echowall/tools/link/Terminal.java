package dev.echowall.tools.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a standard stream is a terminal. Java's console only knows about input and output together. */
public final class Terminal {
    private Terminal() {}

    /** @param descriptor 0 for standard input, 1 for output */
    public static boolean is(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return asksTheSystem(descriptor);
        }
    }

    /** Without /proc, uses the test command of POSIX with our own streams. */
    private static boolean asksTheSystem(int descriptor) {
        try {
            return new ProcessBuilder("test", "-t", String.valueOf(descriptor))
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
