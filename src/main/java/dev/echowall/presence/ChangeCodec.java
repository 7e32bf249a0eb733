package dev.echowall.presence;

import dev.echowall.broker.BinaryContent;
import dev.echowall.channel.ClientInfo;
import dev.echowall.presence.PresenceChange.Enter;
import dev.echowall.presence.PresenceChange.Leave;
import dev.echowall.presence.PresenceChange.Lost;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How instances write changes and lists of clients to each other. */
final class ChangeCodec {
    private static final int ENTER = 1;
    private static final int LEAVE = 2;
    private static final int LOST = 3;

    /** Changes of the clients of one instance, in order. */
    record Changes(String instance, List<PresenceChange> changes) {}

    private ChangeCodec() {}

    static byte[] changes(String instance, Collection<PresenceChange> changes) {
        return BinaryContent.bytes(out -> {
            out.writeUTF(instance);
            out.writeInt(changes.size());
            for (PresenceChange each : changes) {
                if (each instanceof Enter enter) {
                    out.writeByte(ENTER);
                    write(out, enter.info());
                } else {
                    out.writeByte(each instanceof Leave ? LEAVE : LOST);
                    out.writeUTF(each.client());
                }
            }
        });
    }

    /** @throws IOException if these bytes are something else */
    static Changes changes(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String instance = in.readUTF();
        int count = in.readInt();
        List<PresenceChange> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte kind = in.readByte();
            changes.add(
                    switch (kind) {
                        case ENTER -> new Enter(read(in));
                        case LEAVE -> new Leave(in.readUTF());
                        case LOST -> new Lost(in.readUTF());
                        default -> throw new IOException("there is no change " + kind);
                    });
        }
        return new Changes(instance, changes);
    }

    static byte[] clients(List<ClientInfo> clients) {
        return BinaryContent.bytes(out -> {
            out.writeInt(clients.size());
            for (ClientInfo each : clients) {
                write(out, each);
            }
        });
    }

    /** @throws IOException if these bytes are something else */
    static List<ClientInfo> clients(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = in.readInt();
        List<ClientInfo> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(read(in));
        }
        return clients;
    }

    private static void write(DataOutputStream out, ClientInfo info) throws IOException {
        out.writeUTF(info.user());
        out.writeUTF(info.client());
        write(out, info.connInfo());
        write(out, info.chanInfo());
    }

    private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeShort(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static ClientInfo read(DataInputStream in) throws IOException {
        return new ClientInfo(in.readUTF(), in.readUTF(), readBytes(in), readBytes(in));
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readShort();
        return length < 0 ? null : in.readNBytes(length);
    }
}
