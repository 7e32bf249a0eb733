package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.presence.PresenceEvent;
import dev.echowall.protocol.centrifugal.Protocol;
import dev.echowall.protocol.centrifugal.ReplyEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Some joins and leaves of one channel, encoded once for all subscribers of each protocol. */
final class JoinLeaveFrames {
    private static final int USUAL_BYTES = 160;

    private final ChannelName channel;
    private final List<PresenceEvent> events;
    private final Map<Protocol, ByteBuf> encoded = new EnumMap<>(Protocol.class);
    private final int bytes;

    JoinLeaveFrames(ChannelName channel, List<PresenceEvent> events) {
        this.channel = channel;
        this.events = events;
        this.bytes = events.stream()
                .mapToInt(each -> USUAL_BYTES + each.client().size())
                .sum();
    }

    /** A view of the frames, to be released by the caller. */
    ByteBuf in(Protocol protocol) {
        return encoded.computeIfAbsent(protocol, this::encode).retainedDuplicate();
    }

    private ByteBuf encode(Protocol protocol) {
        ReplyEncoder encoder = protocol.encoder();
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(USUAL_BYTES * events.size());
        for (PresenceEvent each : events) {
            if (each.join()) {
                encoder.join(out, channel.value(), each.client());
            } else {
                encoder.leave(out, channel.value(), each.client());
            }
        }
        return out;
    }

    /** An estimate of the memory that it uses. */
    int bytes() {
        return bytes;
    }

    void release() {
        encoded.values().forEach(ByteBuf::release);
        encoded.clear();
    }
}
