package dev.echowall.tools.journal;

import dev.echowall.channel.Payload;
import dev.echowall.journal.JournalReader.Entry;
import dev.echowall.journal.JournalRecord;
import dev.echowall.journal.JournalRecord.CleanStop;
import dev.echowall.journal.JournalRecord.ShardState;
import dev.echowall.journal.JournalRecord.SnapshotsComplete;
import dev.echowall.journal.JournalRecord.StreamAppend;
import dev.echowall.journal.JournalRecord.StreamEnded;
import dev.echowall.journal.JournalRecord.StreamSnapshot;
import dev.echowall.journal.JournalRecord.StreamState;
import dev.echowall.journal.JournalRecord.StreamTrimmed;
import dev.echowall.journal.JournalRecord.TimeMark;
import dev.echowall.stream.AppendOutcome;
import dev.echowall.tools.link.TerminalSafe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Locale;

/** A record as a JSON object, for programs. Payloads are whole; those that are JSON are strings with that JSON in them. */
final class RecordJson {
    private RecordJson() {}

    static String of(Entry entry) {
        JsonObject object = new JsonObject()
                .put("file", entry.file())
                .put("position", entry.position())
                .put("bytes", entry.bytes());
        JournalRecord record = entry.record();
        if (record == null) {
            object.put("type", "damaged").put("reason", entry.damage());
        } else {
            fill(object, record);
            if (entry.number() != 0) {
                object.put("change", entry.number());
            }
        }
        return TerminalSafe.json(object.encode());
    }

    private static void fill(JsonObject object, JournalRecord record) {
        if (record instanceof JournalRecord.OfStream stream) {
            object.put("channel", stream.channel().value());
        }
        if (record instanceof StreamAppend append) {
            object.put("type", "append")
                    .put("epoch", append.epoch())
                    .put("node", append.node())
                    .put("time", append.time())
                    .put("drafts", drafts(append));
        } else if (record instanceof StreamSnapshot snapshot) {
            object.put("type", "stream")
                    .put("epoch", snapshot.epoch())
                    .put("top", snapshot.top())
                    .put("ancestors", ancestors(snapshot))
                    .put("publications", publications(snapshot));
        } else if (record instanceof StreamTrimmed trimmed) {
            object.put("type", "trim").put("epoch", trimmed.epoch()).put("oldest", trimmed.oldest());
        } else if (record instanceof StreamState state) {
            object.put("type", "state").put("epoch", state.epoch());
        } else if (record instanceof StreamEnded) {
            object.put("type", "end");
        } else if (record instanceof ShardState shard) {
            object.put("type", "shard").put("shard", shard.shard());
        } else if (record instanceof TimeMark mark) {
            object.put("type", "time").put("time", mark.time());
        } else if (record instanceof SnapshotsComplete complete) {
            object.put("type", "anew").put("since", complete.since());
        } else if (record instanceof CleanStop stop) {
            object.put("type", "stop").put("time", stop.time());
        }
    }

    private static JsonArray drafts(StreamAppend append) {
        JsonArray drafts = new JsonArray();
        for (int i = 0; i < append.outcomes().length; i++) {
            long outcome = append.outcomes()[i];
            JsonObject draft = new JsonObject();
            if (AppendOutcome.late(outcome)) {
                draft.put("outcome", "late");
            } else {
                draft.put("outcome", AppendOutcome.taken(outcome) ? "taken" : "repeated")
                        .put("offset", AppendOutcome.offset(outcome));
            }
            drafts.add(with(draft, append.drafts().get(i).payload()));
        }
        return drafts;
    }

    private static JsonArray ancestors(StreamSnapshot snapshot) {
        JsonArray ancestors = new JsonArray();
        snapshot.ancestors().forEach(each -> ancestors.add(each.toString()));
        return ancestors;
    }

    private static JsonArray publications(StreamSnapshot snapshot) {
        JsonArray publications = new JsonArray();
        snapshot.publications()
                .forEach(each -> publications.add(with(
                        new JsonObject()
                                .put("offset", each.offset())
                                .put("time", each.time())
                                .put("node", each.node()),
                        each.payload())));
        return publications;
    }

    private static JsonObject with(JsonObject object, Payload payload) {
        object.put("kind", payload.kind().name().toLowerCase(Locale.ROOT));
        return payload.kind() == Payload.Kind.BINARY
                ? object.put("b64data", Base64.getEncoder().encodeToString(payload.bytes()))
                : object.put("data", payload.string());
    }
}
