package dev.echowall.presence;

import dev.echowall.channel.ClientInfo;
import dev.echowall.presence.PresenceChange.Enter;
import dev.echowall.presence.PresenceChange.Leave;
import dev.echowall.presence.PresenceChange.Lost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is in one channel, and what its subscribers are told.
 *
 * <p>The map itself has exactly the connections that are believed to be there. What subscribers are told follows one
 * rule more: the leave of a connection that was <em>lost</em> is held back for the grace. If its user comes back
 * meanwhile, by any connection, it is only told when the user has left altogether. So a user whose connection breaks
 * never seems to go and come, and whoever counts connections by joins and leaves ends up with none.
 *
 * <p>Changes may be applied again on top of a map that includes them already, as long as all that follow are applied as
 * well. Not thread-safe; the time is passed by the caller, in ms, and must not go back.
 */
final class PresenceMap {
    /** An estimate of the heap for one client apart from its description, in bytes: the entries of both maps. */
    private static final long OVERHEAD = 160;

    /** @param told whether the subscribers have been told that it came */
    private record Member(ClientInfo info, String instance, boolean told) {}

    private record Held(ClientInfo info, long until) {}

    private final long graceMillis;
    private final TreeMap<String, Member> members = new TreeMap<>();
    private final Map<String, UserPresence> users = new HashMap<>();
    /** Lost clients whose leave is held back, in the order in which that ends. */
    private final LinkedHashMap<String, Held> held = new LinkedHashMap<>();

    private List<PresenceEvent> events = new ArrayList<>();
    private long bytes;
    /** Users with a connection. */
    private int present;

    PresenceMap(long graceMillis) {
        this.graceMillis = graceMillis;
    }

    /** Applies a change that an instance has told. */
    void apply(String instance, PresenceChange change, long now) {
        expire(now);
        if (change instanceof Enter enter) {
            enter(instance, enter.info(), now);
        } else if (change instanceof Leave leave) {
            Member member = remove(leave.client());
            if (member != null) {
                left(member.info());
            }
        } else if (change instanceof Lost lost) {
            lose(lost.client(), now);
        }
    }

    /** All clients of this instance are lost. */
    void loseInstance(String instance, long now) {
        expire(now);
        for (String client : clientsOf(instance)) {
            lose(client, now);
        }
    }

    /**
     * Makes the clients of an instance exactly these.
     *
     * @param first whether nobody has been told anything yet, so that there are no events
     */
    void replace(String instance, Map<String, ClientInfo> clients, boolean first, long now) {
        expire(now);
        for (String client : clientsOf(instance)) {
            if (!clients.containsKey(client)) {
                lose(client, now);
            }
        }
        for (ClientInfo info : clients.values()) {
            if (!members.containsKey(info.client())) {
                add(instance, info, !first, now);
            }
        }
    }

    /** Tells the leaves that have been held back for long enough. */
    void expire(long now) {
        while (!held.isEmpty()) {
            Held oldest = held.values().iterator().next();
            if (oldest.until() > now) {
                return;
            }
            release(oldest.info());
            left(oldest.info());
        }
    }

    /** When {@link #expire} has something to do; {@link Long#MAX_VALUE} for never. */
    long nextExpiry() {
        return held.isEmpty() ? Long.MAX_VALUE : held.values().iterator().next().until();
    }

    /** What the subscribers are to be told since the last call, in order. */
    List<PresenceEvent> takeEvents() {
        List<PresenceEvent> all = events;
        events = all.isEmpty() ? all : new ArrayList<>();
        return all;
    }

    /** The clients after this one, in the order of their ids. */
    Snapshot snapshot(long version, String after, int limit) {
        List<ClientInfo> page = new ArrayList<>(Math.min(limit, members.size()));
        var rest = members.tailMap(after, false).values().iterator();
        while (page.size() < limit && rest.hasNext()) {
            page.add(rest.next().info());
        }
        return new Snapshot(version, page, members.size(), present, rest.hasNext());
    }

    /** An estimate of its heap. */
    long bytes() {
        return bytes;
    }

    private void enter(String instance, ClientInfo info, long now) {
        Member known = members.get(info.client());
        if (known == null) {
            add(instance, info, true, now);
        } else {
            bytes += weight(info) - weight(known.info());
            members.put(info.client(), new Member(info, instance, true));
            if (!known.told()) {
                tell(true, info);
            }
        }
    }

    private void add(String instance, ClientInfo info, boolean tell, long now) {
        UserPresence user = users.computeIfAbsent(info.user(), name -> new UserPresence());
        Held same = held.get(info.client());
        if (same != null) {
            release(same.info());
        }
        // A connection that has subscribed again has never gone.
        boolean known = same != null || user.isBack(info.client());
        members.put(info.client(), new Member(info, instance, tell || known));
        bytes += weight(info);
        present += user.isPresent() ? 0 : 1;
        String returns = user.entered(info.client(), now);
        if (tell && !known) {
            tell(true, info);
        }
        Held lost = returns == null ? null : held.get(returns);
        if (lost != null) {
            release(lost.info());
            user.replaced(lost.info(), each -> tell(false, each));
        }
    }

    private void lose(String client, long now) {
        Member member = remove(client);
        if (member == null) {
            return;
        }
        ClientInfo info = member.info();
        UserPresence user = isAnonymous(info) ? null : users.get(info.user());
        if (graceMillis == 0) {
            left(info);
        } else if (user != null && user.hasReturned(now, graceMillis)) {
            user.replaced(info, each -> tell(false, each));
        } else {
            held.put(client, new Held(info, now + graceMillis));
            bytes += weight(info);
            if (user != null) {
                user.hold(client);
            }
        }
    }

    private void release(ClientInfo lost) {
        held.remove(lost.client());
        bytes -= weight(lost);
        UserPresence user = users.get(lost.user());
        if (user != null) {
            user.release(lost.client());
        }
    }

    private @Nullable Member remove(String client) {
        Member member = members.remove(client);
        if (member != null) {
            bytes -= weight(member.info());
            String name = member.info().user();
            UserPresence user = Objects.requireNonNull(users.get(name), "every connection has a user");
            user.left(client);
            present -= user.isPresent() ? 0 : 1;
            if (isAnonymous(member.info()) && user.isGone()) {
                users.remove(name);
            }
        }
        return member;
    }

    /** The connection has gone for good. */
    private void left(ClientInfo info) {
        tell(false, info);
        UserPresence user = isAnonymous(info) ? null : users.get(info.user());
        if (user != null && user.isGone()) {
            user.replaced().forEach(each -> tell(false, each));
            users.remove(info.user());
        }
    }

    private void tell(boolean join, ClientInfo info) {
        events.add(new PresenceEvent(join, info));
    }

    /* Nobody knows whether it is the same one that comes back. */
    private static boolean isAnonymous(ClientInfo info) {
        return info.user().isEmpty();
    }

    private List<String> clientsOf(String instance) {
        List<String> clients = new ArrayList<>();
        members.forEach((client, member) -> {
            if (member.instance().equals(instance)) {
                clients.add(client);
            }
        });
        return clients;
    }

    private static long weight(ClientInfo info) {
        return OVERHEAD + info.size();
    }
}
