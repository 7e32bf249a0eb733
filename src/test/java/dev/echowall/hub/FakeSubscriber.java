package dev.echowall.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.plain.RawFormat;
import dev.echowall.stream.Recovery;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told: positions said by the payloads, notices in words, and a stroke for each flush. */
final class FakeSubscriber implements Subscriber, FrameWriter {
    final List<String> log = new ArrayList<>();
    final List<Integer> writes = new ArrayList<>();
    /** The memory behind what was written. */
    final List<ByteBuf> roots = new ArrayList<>();

    boolean writable = true;
    int flushes;
    Runnable onWrite = () -> {};
    Runnable onGap = () -> {};
    Runnable onFlush = () -> {};

    @Override
    public WireFormat format() {
        return RawFormat.INSTANCE;
    }

    @Override
    public FrameWriter writer() {
        return this;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void write(ByteBuf frames) {
        writes.add(frames.readableBytes());
        ByteBuf root = frames;
        while (root.unwrap() != null) {
            root = root.unwrap();
        }
        roots.add(root);
        try {
            while (frames.isReadable()) {
                log.add(payload(frames).strip());
            }
        } finally {
            frames.release();
        }
        onWrite.run();
    }

    @Override
    public void deliver(ByteBuf shared) {
        write(shared.retainedDuplicate());
        flush();
    }

    @Override
    public void flush() {
        flushes++;
        onFlush.run();
    }

    @Override
    public void subscribed(Subscription subscription, Position start) {
        log.add("subscribed " + start);
    }

    @Override
    public void delayed(Subscription subscription) {
        log.add("delayed");
    }

    @Override
    public void gap(Subscription subscription, @Nullable Position after, Recovery.Unrecoverable gap) {
        log.add("gap " + after + " " + gap.reason().label() + " " + gap.epoch() + ":" + gap.oldest());
        onGap.run();
    }

    @Override
    public void failed(Subscription subscription, Throwable why) {
        log.add("failed " + why.getMessage());
    }

    /** What was told since the last call. */
    List<String> heard() {
        List<String> heard = List.copyOf(log);
        log.clear();
        return heard;
    }

    void holdsNoMemory() {
        assertThat(roots).allMatch(root -> root.refCnt() == 0);
    }

    private static String payload(ByteBuf frames) {
        assertThat(frames.readUnsignedByte()).isEqualTo((short) 0x81);
        int length = frames.readUnsignedByte();
        if (length == 126) {
            length = frames.readUnsignedShort();
        }
        return frames.readCharSequence(length, UTF_8).toString();
    }
}
