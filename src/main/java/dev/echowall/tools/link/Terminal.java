package dev.echowall.tools.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person sits behind a standard stream. Java's console only knows of input and output together. */
public final class Terminal {
    private Terminal() {}

    /** @param descriptor 0 standard input, 1 output */
    public static boolean is(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return asksTheSystem(descriptor);
        }
    }

    /** Where there is no /proc: the test command of POSIX, on our own streams. */
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
