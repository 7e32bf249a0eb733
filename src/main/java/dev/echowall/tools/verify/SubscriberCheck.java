package dev.echowall.tools.verify;

import dev.echowall.channel.Position;
import dev.echowall.tools.verify.Anomaly.Kind;
import dev.echowall.tools.verify.Observation.Began;
import dev.echowall.tools.verify.Observation.Cut;
import dev.echowall.tools.verify.Observation.Delivered;
import dev.echowall.tools.verify.Observation.Gap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the recording of one subscriber: each offset once, in order, none skipped without a reported gap. */
final class SubscriberCheck {
    private record Missing(long to, Kind kind) {}

    private final SubscriberLog log;
    private final List<Anomaly> found;
    private final TreeMap<Long, Missing> missing = new TreeMap<>();
    private final TreeMap<Position, Long> told = new TreeMap<>(Checker.ORDER);
    private final Set<String> epochsTold = new HashSet<>();
    private @Nullable String epoch;
    private long first;
    private long last;
    private boolean resumed;

    SubscriberCheck(SubscriberLog log, List<Anomaly> found) {
        this.log = log;
        this.found = found;
    }

    SubscriberCheck run() {
        for (Observation each : log) {
            if (each instanceof Began began) {
                began(began.at());
            } else if (each instanceof Gap gap) {
                gap(gap);
            } else if (each instanceof Delivered delivered) {
                delivered(delivered);
            } else if (each instanceof Cut) {
                resumed = true;
            }
        }
        settle();
        return this;
    }

    /** The subscriber's position at the end; null if none was ever reported. */
    @Nullable
    Position end() {
        return epoch == null ? null : new Position(epoch, last);
    }

    /** Whether a gap that includes this position was reported to the subscriber. */
    boolean excused(Position position) {
        Map.Entry<Position, Long> gap = told.floorEntry(position);
        return gap != null && gap.getKey().epoch().equals(position.epoch()) && position.offset() <= gap.getValue();
    }

    /** Epochs whose beginning was reported to the subscriber. */
    Set<String> epochsTold() {
        return epochsTold;
    }

    private void began(Position at) {
        if (epoch == null || epoch.isEmpty()) {
            begin(at.epoch(), at.offset() + 1);
        } else if (at.epoch().equals(epoch) && at.offset() < last) {
            add(Kind.BACKWARDS, 1, "was at " + epoch + ":" + last + " and resumed at " + at);
        }
    }

    private void gap(Gap gap) {
        if (epoch == null || epoch.isEmpty()) {
            begin(gap.epoch(), 1);
        } else if (!gap.epoch().equals(epoch)) {
            add(
                    Kind.EPOCH_SWITCHED,
                    1,
                    "was at " + epoch + ":" + last + " and told that the epoch is now " + gap.epoch());
            epochsTold.add(gap.epoch());
            begin(gap.epoch(), 1);
        } else if (gap.oldest() <= last) {
            add(Kind.BACKWARDS, 1, "was at " + epoch + ":" + last + " and told to go on from " + gap.oldest());
            return;
        }
        told.put(new Position(gap.epoch(), last + 1), gap.oldest() - 1);
        last = gap.oldest() - 1;
        resumed = false;
    }

    private void delivered(Delivered next) {
        if (next.identity() == PayloadCodec.UNREADABLE) {
            add(
                    Kind.WRONG_PAYLOAD,
                    1,
                    "was given a payload that is damaged or not ours at " + next.epoch() + ":" + next.offset());
        }
        if (epoch == null || epoch.isEmpty()) {
            begin(next.epoch(), epoch == null ? next.offset() : last + 1);
        } else if (!next.epoch().equals(epoch)) {
            add(
                    Kind.EPOCH_SWITCHED,
                    1,
                    "was at " + epoch + ":" + last + " and was given " + next.epoch() + ":" + next.offset()
                            + " without being told");
            begin(next.epoch(), next.offset());
        }
        if (next.offset() <= last) {
            repeated(next.offset());
            return;
        }
        if (next.offset() > last + 1) {
            missing.put(last + 1, new Missing(next.offset() - 1, resumed ? Kind.SILENT_GAP : Kind.HOLE));
        }
        last = next.offset();
        resumed = false;
    }

    private void repeated(long offset) {
        Map.Entry<Long, Missing> range = missing.floorEntry(offset);
        if (range != null && offset <= range.getValue().to()) {
            Missing was = range.getValue();
            missing.remove(range.getKey());
            if (range.getKey() < offset) {
                missing.put(range.getKey(), new Missing(offset - 1, was.kind()));
            }
            if (offset < was.to()) {
                missing.put(offset + 1, new Missing(was.to(), was.kind()));
            }
            add(Kind.REORDERED, 1, "was given " + epoch + ":" + offset + " only after a later one");
        } else if (offset < first || excused(new Position(String.valueOf(epoch), offset))) {
            add(
                    Kind.BACKWARDS,
                    1,
                    "was at " + epoch + ":" + last + " and given " + offset + ", from before where it began");
        } else {
            add(Kind.TWICE, 1, "was given " + epoch + ":" + offset + " again");
        }
    }

    /** At the end of an epoch, or of the recording. */
    private void settle() {
        missing.forEach((from, range) -> add(
                range.kind(),
                range.to() - from + 1,
                "was not given " + epoch + ":" + from + (range.to() == from ? "" : " to " + range.to())
                        + (range.kind() == Kind.HOLE ? "" : " after a resume, and was told of no gap")));
        missing.clear();
    }

    private void begin(String with, long offset) {
        settle();
        epoch = with;
        first = offset;
        last = offset - 1;
        resumed = false;
    }

    private void add(Kind kind, long count, String what) {
        found.add(new Anomaly(kind, count, log + " " + what));
    }
}
