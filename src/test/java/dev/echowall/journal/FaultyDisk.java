package dev.echowall.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A real disk that fails on demand, and knows which bytes of a file are on it for sure. */
final class FaultyDisk implements Disk {
    /** What is left of the space; negative for no limit. */
    long space = -1;

    volatile boolean forceFails;
    boolean truncateFails;
    int forces;
    int deleted;

    private final Map<Path, Long> written = new ConcurrentHashMap<>();
    private final Map<Path, Long> synced = new ConcurrentHashMap<>();

    /** How many bytes of that file a crash leaves in any case. */
    long synced(Path file) {
        return synced.getOrDefault(file, 0L);
    }

    @Override
    public Output create(Path file) throws IOException {
        if (space == 0) {
            throw new IOException("No space left on device");
        }
        Output real = REAL.create(file);
        written.put(file, 0L);
        synced.put(file, 0L);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                int limit = bytes.limit();
                boolean full = space >= 0 && bytes.remaining() > space;
                if (full) {
                    bytes.limit(bytes.position() + (int) space);
                }
                space -= space < 0 ? 0 : bytes.remaining();
                written.merge(file, (long) bytes.remaining(), Long::sum);
                real.write(bytes);
                bytes.limit(limit);
                if (full) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void force() throws IOException {
                forces++;
                if (forceFails) {
                    throw new IOException("Input/output error");
                }
                synced.put(file, written.getOrDefault(file, 0L));
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    @Override
    public void delete(Path file) throws IOException {
        REAL.delete(file);
        deleted++;
        Long size = written.remove(file);
        if (space >= 0 && size != null) {
            space += size;
        }
    }

    @Override
    public void truncate(Path file, long size) throws IOException {
        if (truncateFails) {
            throw new IOException("Read-only file system");
        }
        REAL.truncate(file, size);
    }

    @Override
    public void forceDirectory(Path directory) {}

    @Override
    public long usableSpace(Path directory) {
        return space < 0 ? Long.MAX_VALUE : space;
    }
}
