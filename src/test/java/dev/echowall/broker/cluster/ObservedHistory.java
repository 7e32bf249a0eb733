package dev.echowall.broker.cluster;

import dev.echowall.broker.AppendResult;
import dev.echowall.channel.Publication;
import dev.echowall.stream.AppendOutcome;
import dev.echowall.stream.Draft;
import dev.echowall.stream.Recovery.Recovered;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that publishers and readers were told in a story, and whether it fits together. */
public final class ObservedHistory {
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Set<Long>> acknowledged = new HashMap<>();

    void acknowledged(String channel, List<Draft> drafts, AppendResult answer) {
        for (int i = 0; i < drafts.size(); i++) {
            long offset = AppendOutcome.offset(answer.outcomes()[i]);
            if (AppendOutcome.taken(answer.outcomes()[i]) || offset > 0) {
                seen(channel, answer.epoch(), offset, drafts.get(i).payload().string());
                acknowledged
                        .computeIfAbsent(channel + " " + answer.epoch(), id -> new HashSet<>())
                        .add(offset);
            }
        }
    }

    /** The offsets that were acknowledged so far under this epoch. */
    Set<Long> acknowledged(String channel, String epoch) {
        return Set.copyOf(acknowledged.getOrDefault(channel + " " + epoch, Set.of()));
    }

    /** @param before what had been acknowledged before it was asked for */
    public void read(String channel, Recovered recovered, Set<Long> before) {
        Set<Long> missing = new HashSet<>(before);
        for (Publication each : recovered.publications()) {
            seen(channel, each.epoch(), each.offset(), each.payload().string());
            missing.remove(each.offset());
        }
        if (!missing.isEmpty()) {
            throw new AssertionError("acknowledged and gone under epoch " + recovered.epoch() + ": " + missing);
        }
    }

    /** What one member told by itself, without asking anybody. */
    public void told(String channel, Recovered recovered) {
        for (Publication each : recovered.publications()) {
            seen(channel, each.epoch(), each.offset(), each.payload().string());
        }
    }

    private void seen(String channel, String epoch, long offset, String payload) {
        String earlier = known.putIfAbsent(channel + " " + epoch + ":" + offset, payload);
        if (earlier != null && !earlier.equals(payload)) {
            throw new AssertionError(
                    "two at " + channel + " " + epoch + ":" + offset + ": " + earlier + " and " + payload);
        }
    }
}
