package dev.echowall.session;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.identity.Identity;
import dev.echowall.presence.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The presence of one plain client in its channels. Confined to its event loop. */
public final class ChannelAttendance {
    private final Presence presence;
    private final Identity who;
    private List<ChannelName> entered = List.of();
    private String client = "";

    public ChannelAttendance(Presence presence, Identity who) {
        this.presence = presence;
        this.who = who;
    }

    /** From now on others see that the client is in the channel, where that is kept. */
    public void enter(ChannelName channel) {
        if (presence.options(channel).isKept()) {
            if (client.isEmpty()) {
                client = UUID.randomUUID().toString();
                entered = new ArrayList<>(1);
            }
            entered.add(channel);
            presence.enter(channel, new ClientInfo(who.user(), client, who.info(), null));
        }
    }

    /** It is in none of them any more. */
    public void leave(boolean lost) {
        List<ChannelName> all = entered;
        entered = List.of();
        all.forEach(channel -> presence.leave(channel, client, lost));
    }
}
