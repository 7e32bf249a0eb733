package dev.echowall.broker.cluster;

import dev.echowall.broker.BinaryContent;
import dev.echowall.broker.StreamVersion;
import dev.echowall.broker.Term;
import dev.echowall.stream.Stream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What the journal keeps of a copy besides its stream: the version of its state, the term in which a leader last
 * confirmed it, and up to where it is known to be acknowledged. In a format of its own, because the next start may have
 * another Hazelcast.
 */
final class CopyState {
    private CopyState() {}

    static byte[] of(StreamCopy copy) {
        return BinaryContent.bytes(out -> {
            term(out, copy.version().term());
            out.writeLong(copy.version().change());
            term(out, copy.held().confirmed());
            out.writeLong(copy.settled());
        });
    }

    /** @throws IOException if it is malformed */
    static StreamCopy restored(Stream stream, byte[] state) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            StreamVersion version = new StreamVersion(term(in), in.readLong());
            StreamCopy copy = new StreamCopy(stream, version, term(in));
            copy.settled(in.readLong());
            return copy;
        }
    }

    static void term(DataOutputStream out, Term term) throws IOException {
        out.writeLong(term.number());
        out.writeUTF(term.leader());
    }

    static Term term(DataInputStream in) throws IOException {
        return new Term(in.readLong(), in.readUTF());
    }
}
