package dev.echowall.tools.verify;

import dev.echowall.channel.Payload;
import dev.echowall.tools.link.PublishReply;
import dev.echowall.tools.link.RetryingPublisher;
import java.time.Duration;

/**
 * Publishes to one channel, one publication at a time; from time to time it sends an acknowledged one again with the
 * same key. On the event loop.
 */
final class Publisher {
    private final int number;
    private final String channel;
    private final PayloadCodec codec;
    private final String run;
    private final int filler;
    private final RetryingPublisher publisher;
    private final ResendQueue resends;
    private final Recording recording;
    private final RunStatistics statistics;
    private final long begun;
    private long last;
    private boolean busy;

    /** @param begun when the run began, on {@link System#nanoTime} */
    Publisher(
            int number,
            String channel,
            String run,
            PayloadCodec codec,
            int filler,
            RetryingPublisher publisher,
            ResendQueue resends,
            Recording recording,
            RunStatistics statistics,
            long begun) {
        this.number = number;
        this.channel = channel;
        this.run = run;
        this.codec = codec;
        this.filler = filler;
        this.publisher = publisher;
        this.resends = resends;
        this.recording = recording;
        this.statistics = statistics;
        this.begun = begun;
    }

    boolean busy() {
        return busy;
    }

    /** Must not be busy. */
    void publish() {
        busy = true;
        ResendQueue.Kept again = resends.next(System.nanoTime());
        if (again != null) {
            publishAgain(again);
            return;
        }
        long identity = PayloadCodec.identity(number, ++last);
        SentPublication sent = recording.sending(identity, channel, System.nanoTime());
        Payload payload = Payload.text(codec.write(channel, identity, filler));
        String key = "verify-" + run + "-" + number + "-" + last;
        publisher.publish(channel, payload, key).onSuccess(outcome -> settle(sent, payload, key, outcome));
    }

    private void publishAgain(ResendQueue.Kept publication) {
        publisher.publish(channel, publication.payload(), publication.key()).onSuccess(outcome -> {
            busy = false;
            if (outcome.last() instanceof PublishReply.Acknowledged done) {
                recording.acknowledged(publication.sent(), done.position());
                statistics.acknowledgedAgain();
            }
        });
    }

    private void settle(SentPublication sent, Payload payload, String key, RetryingPublisher.Outcome outcome) {
        busy = false;
        if (outcome.last() instanceof PublishReply.Acknowledged done) {
            long now = System.nanoTime();
            recording.acknowledged(sent, done.position());
            resends.acknowledged(new ResendQueue.Kept(sent, payload, key, now));
            statistics.acknowledged(
                    now - sent.nanos(), "publisher " + number + " to " + channel, Duration.ofNanos(now - begun));
        } else if (outcome.open()) {
            statistics.unknown();
        } else {
            sent.refused();
            statistics.refused(outcome.last());
        }
    }
}
