package dev.echowall.session;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.identity.Identity;
import dev.echowall.lifecycle.SessionEvents;
import dev.echowall.presence.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One plain client and its channels, as others are told of them. Confined to its event loop. */
public final class ChannelAttendance {
    private final Presence presence;
    private final SessionEvents events;
    private final Identity who;
    private final String transport;
    private List<ChannelName> entered = List.of();
    private boolean begun;
    /** Made when somebody is told it. */
    private String client = "";

    public ChannelAttendance(Presence presence, SessionEvents events, Identity who, String transport) {
        this.presence = presence;
        this.events = events;
        this.who = who;
        this.transport = transport;
    }

    /** It is connected. */
    public void begin() {
        begun = true;
        if (events.areRecorded()) {
            events.connected(client(), who.user(), transport);
        }
    }

    /** It knows that it is subscribed to the channel: from now on others see that it is there, where that is kept. */
    public void enter(ChannelName channel) {
        if (entered.isEmpty()) {
            entered = List.of(channel);
        } else {
            entered = new ArrayList<>(entered);
            entered.add(channel);
        }
        if (events.areRecorded()) {
            events.subscribed(client(), channel.value());
        }
        if (presence.options(channel).isKept()) {
            presence.enter(channel, new ClientInfo(who.user(), client(), who.info(), null));
        }
    }

    /** It is in none of them any more, and not connected. */
    public void end(boolean lost, int code, String reason) {
        List<ChannelName> all = entered;
        entered = List.of();
        for (ChannelName channel : all) {
            events.unsubscribed(client, channel.value());
            if (presence.options(channel).isKept()) {
                presence.leave(channel, client, lost);
            }
        }
        if (begun) {
            begun = false;
            events.disconnected(client, code, reason);
        }
    }

    /** Says again what is there. */
    public void list() {
        if (begun) {
            events.connected(client(), who.user(), transport);
            entered.forEach(channel -> events.subscribed(client(), channel.value()));
        }
    }

    private String client() {
        if (client.isEmpty()) {
            client = UUID.randomUUID().toString();
        }
        return client;
    }
}
