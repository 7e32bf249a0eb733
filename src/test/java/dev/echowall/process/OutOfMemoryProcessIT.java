package dev.echowall.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.NodeProcess.Start;
import dev.echowall.testing.RawClient;
import dev.echowall.testing.TimeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutOfMemoryProcessIT {
    private static final int EXIT_CODE = 3;
    private static final String HEAP = "-Xmx64m";
    /** A message as large as the heap is let in: no attack, but memory ends the same way. */
    private static final String LET_IN = "limits: { message-bytes: 67108864, queue-bytes: 67108864 }";

    private static final int MESSAGE = 62_000_000;

    @Test
    void a_bare_java_ends_at_once_with_code_3() throws IOException {
        try (NodeProcess node = NodeProcess.single(Start.BARE, HEAP, LET_IN)) {
            Instant said = overwhelm(node);
            assertThat(node.exitCode()).isEqualTo(EXIT_CODE);
            assertThat(Duration.between(said, Instant.now())).isLessThan(TimeLimits.stretched(Duration.ofSeconds(5)));
            assertThat(Files.readString(node.err())).contains("out of memory");
        }
    }

    @Test
    void the_launcher_starts_it_again() {
        try (NodeProcess node = NodeProcess.single(Start.WATCHED, HEAP, LET_IN)) {
            overwhelm(node);
            TimeLimits.until(
                    "the launcher says so",
                    () -> err(node).contains("out of memory (exit code 3); restarting it in 2 s"));
            node.awaitReady(1);
        }
    }

    /** Returns when there was no memory for what came. */
    private static Instant overwhelm(NodeProcess node) {
        try (RawClient client = RawClient.webSocket(node.ports().http(), "/ws/echo")) {
            ByteBuffer head = ByteBuffer.allocate(14)
                    .put((byte) 0x82)
                    .put((byte) 0xff)
                    .putLong(MESSAGE)
                    .putInt(0);
            client.send(head.array());
            byte[] part = new byte[1 << 16];
            for (int sent = 0; sent < MESSAGE; sent += part.length) {
                client.send(part);
            }
            client.ended();
        } catch (UncheckedIOException gone) {
            // It ended before it had read all.
        }
        return Instant.now();
    }

    private static String err(NodeProcess node) {
        try {
            return Files.readString(node.err());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
