package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Observation.Delivered;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The recording of one subscriber, or of one reading of the stream. Publications that equal the reference stream need
 * no memory here. Confined to the event loop until the run is over.
 */
final class SubscriberLog implements Iterable<Observation> {
    private final String subscriber;
    private final String channel;
    private final ReferenceStream reference;
    private final List<Observation> seen = new ArrayList<>();
    private final List<Delivered> others = new ArrayList<>();

    /** Consecutive deliveries that equal the reference stream. */
    static final class Run implements Observation {
        private final String epoch;
        private final long from;
        private long to;

        private Run(Delivered first) {
            this.epoch = first.epoch();
            this.from = first.offset();
            this.to = first.offset();
        }

        private boolean continues(Delivered next) {
            if (!next.epoch().equals(epoch) || next.offset() != to + 1) {
                return false;
            }
            to++;
            return true;
        }

        private boolean has(Position position) {
            return epoch.equals(position.epoch()) && from <= position.offset() && position.offset() <= to;
        }
    }

    /** @param subscriber its name in the report */
    SubscriberLog(String subscriber, String channel, ReferenceStream reference) {
        this.subscriber = subscriber;
        this.channel = channel;
        this.reference = reference;
    }

    void add(Observation what) {
        if (!(what instanceof Delivered delivered)) {
            seen.add(what);
        } else if (delivered.identity() == PayloadCodec.UNREADABLE) {
            // Unreadable payloads are not compared: two of them may be equal without being the same publication.
            seen.add(delivered);
        } else if (!reference.agrees(delivered)) {
            seen.add(delivered);
            others.add(delivered);
        } else if (seen.isEmpty() || !(seen.get(seen.size() - 1) instanceof Run run) || !run.continues(delivered)) {
            seen.add(new Run(delivered));
        }
    }

    /** What happened, in order. */
    @Override
    public Iterator<Observation> iterator() {
        return seen.stream().flatMap(this::unrolled).iterator();
    }

    private Stream<Observation> unrolled(Observation each) {
        return each instanceof Run run
                ? LongStream.rangeClosed(run.from, run.to)
                        .mapToObj(offset -> new Position(run.epoch, offset))
                        .flatMap(position -> Stream.ofNullable(reference.at(position)))
                : Stream.of(each);
    }

    /** Deliveries that differ from the reference stream. */
    List<Delivered> others() {
        return others;
    }

    /** Whether it received the content of this position. */
    boolean has(Position position) {
        return seen.stream().anyMatch(each -> each instanceof Run run && run.has(position));
    }

    String subscriber() {
        return subscriber;
    }

    String channel() {
        return channel;
    }

    @Override
    public String toString() {
        return subscriber + " of " + channel;
    }
}
