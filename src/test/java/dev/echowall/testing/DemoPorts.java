package dev.echowall.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The ports of the instances that bin/demo starts, which cannot be others. A test that registers this has them for itself:
 * it waits for other JVMs of this run that use them, and is skipped if another program does.
 */
public final class DemoPorts implements BeforeEachCallback, AfterEachCallback {
    private static final Path LOCK = NodeProcess.HOME.resolve("target/demo-ports.lock");

    private final List<Integer> others;
    private @Nullable FileChannel file;
    private @Nullable FileLock lock;

    /** @param others more ports that must be free */
    public DemoPorts(Integer... others) {
        this.others = List.of(others);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Files.createDirectories(LOCK.getParent());
        file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = file.lock();
        FreePorts.require(Stream.concat(ofInstances(), others.stream()).toList());
    }

    private static Stream<Integer> ofInstances() {
        return Stream.of(8080, 9080, 5700, 15700).flatMap(base -> Stream.of(base + 1, base + 2, base + 3));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (lock != null) {
            lock.release();
        }
        if (file != null) {
            file.close();
        }
    }
}
