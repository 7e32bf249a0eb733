package dev.echowall.broker.cluster;

import com.hazelcast.internal.nio.BufferObjectDataOutput;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.echowall.broker.TypeIds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member that was cut off preserves when it restarts: the copies and promises of all its replicas, in a file
 * that the next start reads and removes. So a network cut costs no history, although the members of one side must
 * rejoin. It is not a journal: a process that ends in any other way leaves nothing.
 */
final class RestartSnapshot {
    private static final Logger log = LoggerFactory.getLogger(RestartSnapshot.class);
    private static final String FORMAT = "echowall carry-over 6";
    private static final Duration OLDEST = Duration.ofHours(1);

    private RestartSnapshot() {}

    /**
     * Writes the file; after that these replicas answer no more requests. Blocks. A failure is logged and loses the
     * copies.
     */
    static void write(Replicas replicas) {
        ClusterOptions options = replicas.options();
        if (options.port() == 0) {
            return; // the next start could not identify it
        }
        Path file = file(options);
        try {
            Path draft = draft(file);
            CRC32C sum = new CRC32C();
            try (OutputStream plain = Files.newOutputStream(draft);
                    DataOutputStream out = new DataOutputStream(new CheckedOutputStream(plain, sum))) {
                out.writeUTF(FORMAT);
                out.writeUTF(options.name());
                out.writeUTF(replicas.self());
                for (int shard = 0; shard < Placement.SHARDS; shard++) {
                    BufferObjectDataOutput each = wire().createObjectDataOutput();
                    write(replicas.replica(shard), each);
                    byte[] bytes = each.toByteArray();
                    out.writeInt(bytes.length);
                    out.write(bytes);
                }
                out.writeLong(sum.getValue());
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            log.atWarn()
                    .addKeyValue("file", file)
                    .log("its streams could not be saved for the restart: {}", failed.toString());
        }
    }

    /** The replicas of a starting member that were carried over; null if there are none, or they cannot be used. */
    static @Nullable Replicas replicas(ClusterOptions options, @Nullable ReplicaJournal journal) {
        Path file = file(options);
        if (options.port() != 0 && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Replicas carried = read(file, options, journal);
                log.atInfo().addKeyValue("file", file).log("has restored its streams from before it was cut off");
                return carried;
            } catch (IOException | RuntimeException unusable) {
                log.atWarn()
                        .addKeyValue("file", file)
                        .log("starts without its previous streams: {}", unusable.toString());
            }
        }
        return null;
    }

    private static Replicas read(Path file, ClusterOptions options, @Nullable ReplicaJournal journal)
            throws IOException {
        Instant written = Files.getLastModifiedTime(file).toInstant();
        boolean own = Files.getOwner(file).getName().equals(System.getProperty("user.name"));
        CRC32C sum = new CRC32C();
        try (InputStream plain = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new CheckedInputStream(plain, sum))) {
            // Deleted in any case, so that it is read once: two members with the same memory would both give its
            // promises.
            Files.delete(file);
            if (!own || written.isBefore(Instant.now().minus(OLDEST))) {
                throw new IOException("it belongs to another member, or is too old");
            }
            if (!in.readUTF().equals(FORMAT) || !in.readUTF().equals(options.name())) {
                throw new IOException("it is of another version or cluster");
            }
            Replicas carried = new Replicas(in.readUTF(), options, journal);
            for (int shard = 0; shard < Placement.SHARDS; shard++) {
                byte[] bytes = in.readNBytes(in.readInt());
                read(carried.replica(shard), wire().createObjectDataInput(bytes));
            }
            long expected = sum.getValue();
            if (in.readLong() != expected) {
                throw new IOException("it is damaged");
            }
            return carried;
        }
    }

    /* After that the replica answers no more: what it promised later would be lost. */
    private static void write(Replica replica, ObjectDataOutput out) throws IOException {
        synchronized (replica) {
            out.writeByteArray(replica.close().bytes());
            out.writeInt(replica.size());
            for (StreamCopy copy : replica.copies().values()) {
                copy.write(out);
            }
        }
    }

    private static void read(Replica replica, ObjectDataInput in) throws IOException {
        ReplicaState last = ReplicaState.of(in.readByteArray());
        List<StreamCopy> copies = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            copies.add(StreamCopy.read(in));
        }
        replica.resume(last, copies);
    }

    private static Path draft(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        Set<String> views = draft.getFileSystem().supportedFileAttributeViews();
        try {
            return views.contains("posix")
                    ? Files.createFile(
                            draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    : Files.createFile(draft);
        } catch (FileAlreadyExistsException inTheWay) {
            throw new IOException(draft + " is in the way", inTheWay);
        }
    }

    static Path file(ClusterOptions options) {
        String whose = options.name() + "|" + options.host() + "|" + options.port();
        String name =
                UUID.nameUUIDFromBytes(whose.getBytes(StandardCharsets.UTF_8)).toString();
        return Path.of(System.getProperty("java.io.tmpdir"), "echowall-" + name + ".streams");
    }

    private static InternalSerializationService wire() {
        return new DefaultSerializationServiceBuilder()
                .addDataSerializableFactory(TypeIds.FACTORY, new TypeFactory())
                .build();
    }
}
