package dev.echowall.lifecycle;

import dev.echowall.broker.BinaryContent;
import dev.echowall.lifecycle.ConnectionChange.Connected;
import dev.echowall.lifecycle.ConnectionChange.Disconnected;
import dev.echowall.lifecycle.ConnectionChange.Subscribed;
import dev.echowall.lifecycle.ConnectionChange.Unsubscribed;
import dev.echowall.lifecycle.Entry.Kind;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How instances write entries and lists of connections to each other. */
final class EntryCodec {
    private static final int CONNECTED = 1;
    private static final int SUBSCRIBED = 2;
    private static final int UNSUBSCRIBED = 3;
    private static final int DISCONNECTED = 4;

    private EntryCodec() {}

    static byte[] entry(Entry entry) {
        return BinaryContent.bytes(out -> {
            out.writeUTF(entry.kind().name());
            out.writeUTF(entry.source());
            out.writeUTF(entry.node());
            write(out, entry.changes());
        });
    }

    /** @throws IOException if these bytes are something else */
    static Entry entry(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            return new Entry(Kind.valueOf(in.readUTF()), in.readUTF(), in.readUTF(), read(in));
        } catch (IllegalArgumentException unknown) {
            throw new IOException(unknown);
        }
    }

    /** A list of connections is written as the changes that make it. */
    static byte[] changes(Collection<ConnectionChange> changes) {
        return BinaryContent.bytes(out -> write(out, changes));
    }

    /** @throws IOException if these bytes are something else */
    static List<ConnectionChange> changes(byte[] bytes) throws IOException {
        return read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static void write(DataOutputStream out, Collection<ConnectionChange> changes) throws IOException {
        out.writeInt(changes.size());
        for (ConnectionChange each : changes) {
            if (each instanceof Connected connected) {
                out.writeByte(CONNECTED);
                out.writeUTF(connected.client());
                out.writeUTF(connected.user());
                out.writeUTF(connected.transport());
            } else if (each instanceof Subscribed subscribed) {
                out.writeByte(SUBSCRIBED);
                out.writeUTF(subscribed.client());
                out.writeUTF(subscribed.channel());
            } else if (each instanceof Unsubscribed unsubscribed) {
                out.writeByte(UNSUBSCRIBED);
                out.writeUTF(unsubscribed.client());
                out.writeUTF(unsubscribed.channel());
            } else if (each instanceof Disconnected disconnected) {
                out.writeByte(DISCONNECTED);
                out.writeUTF(disconnected.client());
                out.writeInt(disconnected.code());
                out.writeUTF(disconnected.reason());
            }
        }
    }

    private static List<ConnectionChange> read(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<ConnectionChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte kind = in.readByte();
            changes.add(
                    switch (kind) {
                        case CONNECTED -> new Connected(in.readUTF(), in.readUTF(), in.readUTF());
                        case SUBSCRIBED -> new Subscribed(in.readUTF(), in.readUTF());
                        case UNSUBSCRIBED -> new Unsubscribed(in.readUTF(), in.readUTF());
                        case DISCONNECTED -> new Disconnected(in.readUTF(), in.readInt(), in.readUTF());
                        default -> throw new IOException("there is no change " + kind);
                    });
        }
        return changes;
    }
}
