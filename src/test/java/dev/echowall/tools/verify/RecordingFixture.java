package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Began;
import dev.echowall.tools.verify.Observation.Cut;
import dev.echowall.tools.verify.Observation.Delivered;
import java.util.List;
import java.util.Objects;

/** A recording of one run, of a subscriber and a reading of the stream, into which a test plants what it looks for. */
abstract class RecordingFixture {
    static final String CHANNEL = "echo:verify";
    static final String EPOCH = "x7";
    static final int COUNT = 10;

    final Recording recording = new Recording();
    final SubscriberLog reading = recording.reading("the reading", CHANNEL);
    final SubscriberLog subscriber = recording.subscriber("subscriber 1", CHANNEL);
    private int ticks;

    RecordingFixture() {
        reading.add(new Began(new Position("", 0)));
        subscriber.add(new Began(new Position("", 0)));
    }

    void finds(Kind kind, long count, String sentence) {
        assertThat(anomalies()).containsExactly(new Anomaly(kind, count, sentence));
    }

    List<Anomaly> anomalies() {
        return Checker.check(recording).anomalies();
    }

    void acknowledge(int from, int to) {
        for (int number = from; number <= to; number++) {
            recording.acknowledged(recording.sending(identity(number), CHANNEL, 0), new Position(EPOCH, number));
        }
    }

    void acknowledgeAgain(int number, Position at) {
        recording.acknowledged(Objects.requireNonNull(recording.find(identity(number))), at);
    }

    void read(int from, int to) {
        add(reading, from, to);
    }

    void deliver(int from, int to) {
        add(subscriber, from, to);
    }

    static void add(SubscriberLog log, int from, int to) {
        for (int number = from; number <= to; number++) {
            log.add(delivered(number, identity(number)));
        }
    }

    void cutAndResume(int offset) {
        subscriber.add(new Cut());
        subscriber.add(new Began(new Position(EPOCH, offset)));
    }

    void tick(int offset, long second) {
        SubscriberLog clock = ticks++ == 0
                ? recording.clock("clock", "time")
                : recording.clocks().get(0);
        clock.add(new Delivered(EPOCH, offset, second, (int) second));
    }

    static Delivered delivered(long offset, long identity) {
        return new Delivered(EPOCH, offset, identity, digest(identity));
    }

    static int digest(long identity) {
        return Long.hashCode(identity);
    }

    static long identity(int number) {
        return PayloadCodec.identity(1, number);
    }
}
