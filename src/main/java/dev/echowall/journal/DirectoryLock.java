package dev.echowall.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A directory that this process alone writes to. The operating system frees it when the process ends, however it does. */
final class DirectoryLock implements Closeable {
    private static final String NAME = "LOCK";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes the directory if there is none. */
    static DirectoryLock of(Path directory) throws JournalException {
        try {
            Files.createDirectories(directory);
        } catch (IOException refused) {
            String reason = Files.exists(directory) ? "it is no directory" : reason(refused);
            throw new JournalException("the journal cannot be in " + directory + ": " + reason, refused);
        }
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new JournalException("another instance is using the journal in " + directory);
            }
            return new DirectoryLock(channel);
        } catch (JournalException used) {
            throw used;
        } catch (IOException refused) {
            throw new JournalException(
                    "the journal in " + directory + " cannot be written: " + reason(refused), refused);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException here) {
            return null; // by another instance in this process
        }
    }

    /** An exception of a file as a part of a sentence; its message alone may be only the file's name. */
    static String reason(IOException failed) {
        String name = failed.getClass().getSimpleName().replace("Exception", "");
        String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return words.equals("io") || words.equals("file system") ? String.valueOf(failed.getMessage()) : words;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
