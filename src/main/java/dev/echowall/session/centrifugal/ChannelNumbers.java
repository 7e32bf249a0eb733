package dev.echowall.session.centrifugal;

import dev.echowall.channel.ChannelName;
import dev.echowall.protocol.WireFormat;
import dev.echowall.protocol.centrifugal.Protocol;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers that stand for channels in pushes, the same for all subscribers of one event loop, so that they share their
 * frames. A number is not given again while this instance runs. Confined to its event loop.
 */
final class ChannelNumbers {
    private final Map<ChannelName, Numbered> numbers = new HashMap<>();
    private long last;

    /** One channel's number, while it has subscribers who use it. */
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

        /** The same object for all: frames are shared by the identity of their format. */
        WireFormat format(Protocol protocol) {
            return formats.computeIfAbsent(protocol, each -> each.encoder().publications(number));
        }
    }

    /** To be followed by {@link #release}. */
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
