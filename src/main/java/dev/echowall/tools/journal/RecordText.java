package dev.echowall.tools.journal;

import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
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
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A record as a line for people: where it is, what it is, and of what. Payloads are shortened. */
final class RecordText {
    private static final int SHOWN = 60;
    private static final int SHOWN_BYTES = 16;

    private RecordText() {}

    static String of(Entry entry) {
        JournalRecord record = entry.record();
        String what = record == null
                ? "damaged, " + entry.bytes() + " bytes: " + entry.damage()
                : sentence(record) + (entry.number() == 0 ? "" : " (change " + entry.number() + ")");
        return number(entry.file()) + ":" + entry.position() + "  " + TerminalSafe.text(what);
    }

    /** A file's name without what all of them have. */
    static String number(String file) {
        return file.replaceFirst("^0+(?=\\d)", "").replace(".journal", "");
    }

    static String time(long millis) {
        return millis == 0 ? "-" : Instant.ofEpochMilli(millis).toString();
    }

    private static String sentence(JournalRecord record) {
        if (record instanceof StreamAppend append) {
            return append(append);
        }
        if (record instanceof StreamSnapshot snapshot) {
            return "stream  " + snapshot.channel() + " " + snapshot.epoch() + ":" + snapshot.top() + ", "
                    + snapshot.publications().size() + " publications" + continues(snapshot.ancestors());
        }
        if (record instanceof StreamTrimmed trimmed) {
            return "trim    " + trimmed.channel() + " " + trimmed.epoch() + ", kept from offset " + trimmed.oldest();
        }
        if (record instanceof StreamState state) {
            return "state   " + state.channel() + " " + state.epoch();
        }
        if (record instanceof StreamEnded ended) {
            return "end     " + ended.channel();
        }
        if (record instanceof ShardState shard) {
            return "shard   " + shard.shard() + ", " + shard.state().length + " bytes";
        }
        if (record instanceof TimeMark mark) {
            return "time    " + time(mark.time());
        }
        if (record instanceof SnapshotsComplete complete) {
            return "anew    everything is in file " + complete.since() + " and those after it";
        }
        return "stop    in order, " + time(((CleanStop) record).time());
    }

    private static String continues(List<Position> ancestors) {
        return ancestors.isEmpty()
                ? ""
                : ", continues " + ancestors.stream().map(Position::toString).collect(Collectors.joining(", "));
    }

    private static String append(StreamAppend append) {
        StringBuilder line = new StringBuilder("append  ")
                .append(append.channel())
                .append(' ')
                .append(append.epoch());
        for (int i = 0; i < append.outcomes().length; i++) {
            long outcome = append.outcomes()[i];
            line.append(i == 0 ? ":" : ", ");
            if (AppendOutcome.late(outcome)) {
                line.append("too late");
            } else if (AppendOutcome.taken(outcome)) {
                line.append(AppendOutcome.offset(outcome))
                        .append(' ')
                        .append(shown(append.drafts().get(i).payload()));
            } else {
                line.append(AppendOutcome.offset(outcome)).append(" again");
            }
        }
        return line.append(", by ")
                .append(append.node())
                .append(", ")
                .append(time(append.time()))
                .toString();
    }

    private static String shown(Payload payload) {
        if (payload.kind() == Payload.Kind.BINARY) {
            byte[] bytes = payload.bytes();
            int most = Math.min(bytes.length, SHOWN_BYTES);
            return "0x" + HexFormat.of().formatHex(bytes, 0, most) + (most < bytes.length ? "…" : "");
        }
        String text = payload.string();
        String some = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        return payload.kind() == Payload.Kind.JSON ? some : '"' + some + '"';
    }
}
