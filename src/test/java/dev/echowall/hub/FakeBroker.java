package dev.echowall.hub;

import dev.echowall.broker.Batch;
import dev.echowall.broker.BatchConsumer;
import dev.echowall.broker.Broker;
import dev.echowall.broker.Creation;
import dev.echowall.broker.Published;
import dev.echowall.broker.Submission;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.stream.Ancestors;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Retention;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A broker of one consumer, whose answers and announcements a test lets out by hand. */
final class FakeBroker implements Broker {
    /** A question without an answer yet. */
    record Read(ChannelName channel, Position after, int count, int bytes, Promise<Recovery> answer) {}

    record Follow(ChannelName channel, Promise<Position> answer) {}

    static final class FakeStream {
        String epoch = "x";
        Ancestors ancestors = Ancestors.NONE;
        final List<Publication> kept = new ArrayList<>();
        long top;

        void trim(int size) {
            while (kept.size() > size) {
                kept.remove(0);
            }
        }

        long oldest() {
            return top - kept.size() + 1;
        }
    }

    final Queue<Read> reads = new ArrayDeque<>();
    final Queue<Follow> follows = new ArrayDeque<>();
    /** What is on its way to the consumer, in order: answers to follow and announcements. */
    final Queue<Runnable> onTheWay = new ArrayDeque<>();

    final List<ChannelName> unfollowed = new ArrayList<>();
    private final Map<ChannelName, FakeStream> streams = new HashMap<>();
    private final Map<ChannelName, BatchConsumer> consumers = new HashMap<>();
    Retention retention = Retention.UNLIMITED;
    private int padding;
    /** Why nobody can say where a channel stands, or what follows; null when somebody can. */
    @Nullable
    ErrorCode refuses;

    FakeStream stream(ChannelName channel) {
        return streams.computeIfAbsent(channel, name -> new FakeStream());
    }

    /** Payloads are so many bytes longer from now on. */
    void pad(int bytes) {
        padding = bytes;
    }

    /** Publishes a batch; each payload says its own position. It is on its way to the consumer then. */
    Batch say(ChannelName channel, int publications) {
        FakeStream stream = stream(channel);
        List<Publication> batch = new ArrayList<>();
        for (int i = 0; i < publications; i++) {
            stream.top++;
            String text = stream.epoch + ":" + stream.top + " ".repeat(padding);
            batch.add(new Publication(channel, stream.epoch, stream.top, 0, "node1", Payload.text(text)));
        }
        stream.kept.addAll(batch);
        Batch said = new Batch(channel, stream.epoch, List.copyOf(batch));
        BatchConsumer consumer = consumers.get(channel);
        if (consumer != null) {
            onTheWay.add(() -> consumer.heard(said));
        }
        return said;
    }

    /** Publishes what the consumer never hears of. */
    void sayUnheard(ChannelName channel, int publications) {
        BatchConsumer consumer = consumers.remove(channel);
        say(channel, publications);
        if (consumer != null) {
            consumers.put(channel, consumer);
        }
    }

    /** The stream is lost and begins again. */
    void lose(ChannelName channel, String epoch) {
        FakeStream stream = stream(channel);
        stream.epoch = epoch;
        stream.kept.clear();
        stream.top = 0;
    }

    /** The stream goes on in another epoch, which has what the present one had up to this offset. */
    void goOn(ChannelName channel, String epoch, long upTo) {
        FakeStream stream = stream(channel);
        stream.ancestors = new Ancestors(List.of(new Position(stream.epoch, upTo)));
        stream.epoch = epoch;
        stream.kept.replaceAll(each -> each.under(epoch));
    }

    /** Lets everything reach the consumer that is on its way. */
    void arrive() {
        while (!onTheWay.isEmpty()) {
            onTheWay.remove().run();
        }
    }

    /** Answers the oldest question by the stream as it is now. */
    void answerRead() {
        Read read = reads.remove();
        read.answer().complete(recover(read));
    }

    Recovery recover(Read read) {
        FakeStream stream = stream(read.channel());
        Position after = read.after();
        boolean here = after.epoch().equals(stream.epoch) || stream.ancestors.include(after);
        if (!here || after.offset() > stream.top) {
            return new Recovery.Unrecoverable(stream.epoch, stream.top, Reason.EPOCH, stream.oldest());
        }
        if (after.offset() + 1 < stream.oldest()) {
            return new Recovery.Unrecoverable(stream.epoch, stream.top, Reason.TRIMMED, stream.oldest());
        }
        List<Publication> page = new ArrayList<>();
        int bytes = 0;
        for (Publication each : stream.kept) {
            bytes += each.offset() > after.offset() ? each.payload().size() : 0;
            if (each.offset() > after.offset() && (page.isEmpty() || bytes <= read.bytes())) {
                page.add(each);
            }
        }
        return new Recovery.Recovered(stream.epoch, stream.top, page.subList(0, Math.min(page.size(), read.count())));
    }

    @Override
    public Future<Position> follow(ChannelName channel, BatchConsumer consumer, Context context) {
        if (refuses != null) {
            return Future.failedFuture(new Refusal(refuses, "not now"));
        }
        consumers.put(channel, consumer);
        FakeStream stream = stream(channel);
        Position top = new Position(stream.epoch, stream.top);
        Promise<Position> answer = Promise.promise();
        follows.add(new Follow(channel, answer));
        onTheWay.add(() -> answer.tryComplete(top));
        return answer.future();
    }

    @Override
    public void unfollow(ChannelName channel, BatchConsumer consumer) {
        consumers.remove(channel);
        unfollowed.add(channel);
    }

    @Override
    public Retention retention(ChannelName channel) {
        return retention;
    }

    @Override
    public Future<Recovery> read(ChannelName channel, Position after, int count, int bytes) {
        if (refuses != null) {
            return Future.failedFuture(new Refusal(refuses, "not now"));
        }
        Promise<Recovery> answer = Promise.promise();
        reads.add(new Read(channel, after, count, bytes, answer));
        return answer.future();
    }

    @Override
    public Future<Published> publish(ChannelName channel, Submission submission, Creation creation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<@Nullable Published> offer(ChannelName channel, Payload payload, long rank) {
        throw new UnsupportedOperationException();
    }
}
