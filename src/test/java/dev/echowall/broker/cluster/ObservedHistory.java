package dev.echowall.broker.cluster;

import dev.echowall.broker.AppendResult;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Ancestors;
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

    /**
     * Whoever knows something at a position of a former epoch, up to where this stream vouches for it, would go on with
     * this stream without being told of a gap: then what it knows must be what stands here.
     *
     * @return the number of positions that were known and are the same
     */
    int resumed(String channel, Recovered recovered, Ancestors ancestors) {
        int same = 0;
        for (Publication each : recovered.publications()) {
            for (Position former : ancestors.positions()) {
                String payload = known.get(channel + " " + former.epoch() + ":" + each.offset());
                if (payload == null || each.offset() > former.offset()) {
                    continue;
                }
                if (!payload.equals(each.payload().string())) {
                    throw new AssertionError("a reader of " + channel + " " + former.epoch() + " resumes at "
                            + recovered.epoch() + ":" + each.offset() + " and knows " + payload + " there, not "
                            + each.payload().string());
                }
                same++;
            }
        }
        return same;
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
