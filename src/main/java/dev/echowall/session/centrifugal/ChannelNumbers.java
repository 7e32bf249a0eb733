package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.centrifugal.Protocol;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers that replace channel names in pushes. All subscribers of one event loop are given the same, so that they share
 * frames. A number is not reused while this instance runs. Confined to its event loop.
 */
final class ChannelNumbers {
    private final Map<ChannelName, Numbered> numbers = new HashMap<>();
    private long last;

    /** The number of one channel, kept as long as it has subscribers that use it. */
    static final class Numbered {
        private final long number;
        private final Map<Protocol, WireFormat> formats = new EnumMap<>(Protocol.class);
        private int users;

        private Numbered(long number) {
            this.number = number;
        }

        long number() {
            return number;
        }

        /** One object for all subscribers, because frames are shared between subscribers with the identical format object. */
        WireFormat format(Protocol protocol) {
            return formats.computeIfAbsent(protocol, each -> each.encoder().publications(number));
        }
    }

    /** Must be followed by {@link #release}. */
    Numbered use(ChannelName channel) {
        Numbered numbered = numbers.computeIfAbsent(channel, name -> new Numbered(++last));
        numbered.users++;
        return numbered;
    }

    void release(ChannelName channel) {
        Numbered numbered = numbers.get(channel);
        if (numbered != null && --numbered.users == 0) {
            numbers.remove(channel);
        }
    }

    int size() {
        return numbers.size();
    }
}
