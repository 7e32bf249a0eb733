package dev.echowall.broker.cluster;

import static com.hazelcast.internal.nio.IOUtil.compactOrClear;

import com.hazelcast.internal.cluster.impl.ClusterDataSerializerHook;
import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.tcp.PacketDecoder;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Hazelcast's packets from one connection, like its own decoder, but without trusting their lengths: it allocates
 * for the bytes that have arrived and not for those that are claimed, limits the size of a packet, and requires the
 * first packet on an accepted connection to be a member's handshake. So nothing else from a stranger is deserialized.
 *
 * <p>Confined to the Hazelcast thread that reads the connection. Invalid input is reported by an exception, upon which
 * the connection is closed.
 */
final class PacketReader extends PacketDecoder {
    /** Version, flags, partition, size. */
    private static final int HEADER = Byte.BYTES + Character.BYTES + 2 * Integer.BYTES;

    private static final int HANDSHAKE_BYTES = 16 * 1024;

    /** Allocated at once. */
    private static final int USUAL_BYTES = 64 * 1024;

    private static final int REFUSED_BYTES = 64;

    /* The layout of serialized data: a hash, the type, and for identified types a flag and two ids. */
    private static final int TYPE_AT = Integer.BYTES;
    private static final int FLAG_AT = 2 * Integer.BYTES;
    private static final int FACTORY_AT = FLAG_AT + 1;
    private static final int CLASS_AT = FACTORY_AT + Integer.BYTES;
    private static final int IDENTIFIED = -2;

    private final TcpServerConnection from;
    private final MemberPortGuard port;
    private final ByteOrder order;
    private final boolean refused;
    private boolean greeted;

    private byte @Nullable [] payload;
    private int size;
    private int filled;
    private char flags;
    private int partition;

    /** @param order the byte order of the serialized data */
    PacketReader(TcpServerConnection from, Consumer<Packet> dst, MemberPortGuard port, ByteOrder order) {
        super(from, dst);
        this.from = from;
        this.port = port;
        this.order = order;
        // A connection that this member has opened leads to a configured address.
        this.greeted = !from.isAcceptorSide();
        this.refused = !greeted && !port.admits(from);
    }

    @Override
    public void handlerAdded() {
        if (refused) {
            initSrcBuffer(REFUSED_BYTES);
        } else {
            super.handlerAdded();
        }
    }

    @Override
    public HandlerStatus onRead() throws IOException {
        src.flip();
        try {
            if (refused) {
                src.position(src.limit());
                throw new IOException("too many connections without a handshake");
            }
            while (payload != null || src.remaining() >= HEADER) {
                if (payload == null) {
                    begin();
                }
                if (!fill()) {
                    break;
                }
                complete();
            }
            return HandlerStatus.CLEAN;
        } finally {
            compactOrClear(src);
        }
    }

    private void begin() throws IOException {
        byte version = src.get();
        flags = src.getChar();
        partition = src.getInt();
        size = src.getInt();
        if (version != Packet.VERSION) {
            throw new IOException("a packet of version " + version);
        }
        if (size < 0 || size > (greeted ? port.packetBytes() : HANDSHAKE_BYTES)) {
            throw new IOException("a packet claims " + Integer.toUnsignedString(size) + " bytes");
        }
        if (!greeted && Packet.Type.fromFlags(flags) != Packet.Type.SERVER_CONTROL) {
            throw new IOException("the first packet is not a handshake");
        }
        payload = new byte[Math.min(size, USUAL_BYTES)];
        filled = 0;
    }

    /** Reads more of the packet; returns whether it is complete. */
    private boolean fill() {
        byte[] room = payload == null ? new byte[0] : payload;
        int here = Math.min(size - filled, src.remaining());
        if (filled + here > room.length) {
            room = Arrays.copyOf(room, (int) Math.min(size, Math.max(2L * room.length, filled + here)));
            payload = room;
        }
        src.get(room, filled, here);
        filled += here;
        return filled == size;
    }

    private void complete() throws IOException {
        Packet packet = new Packet(payload, partition).resetFlagsTo(flags);
        boolean first = !greeted;
        if (first && !isHandshake(ByteBuffer.wrap(packet.toByteArray()))) {
            throw new IOException("the first packet is not a handshake");
        }
        payload = null;
        greeted = true;
        onPacketComplete(packet);
        if (first) {
            port.greeted(from);
        }
    }

    private boolean isHandshake(ByteBuffer data) {
        if (data.limit() < CLASS_AT + Integer.BYTES
                || data.getInt(TYPE_AT) != IDENTIFIED
                || (data.get(FLAG_AT) & 1) == 0) {
            return false;
        }
        data.order(order);
        return data.getInt(FACTORY_AT) == ClusterDataSerializerHook.F_ID
                && data.getInt(CLASS_AT) == ClusterDataSerializerHook.MEMBER_HANDSHAKE;
    }
}
