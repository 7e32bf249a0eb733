package dev.echowall.node;

import dev.echowall.channel.ChannelName;
import dev.echowall.hub.Hub;
import dev.echowall.lifecycle.Recording;
import dev.echowall.lifecycle.SessionRoster;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of this instance: finds them on each event loop. From any thread. */
public final class LocalClients implements SessionRoster {
    private static final Logger log = LoggerFactory.getLogger(LocalClients.class);

    private final List<EventLoop> loops = new CopyOnWriteArrayList<>();

    /** What records the sessions; null if nothing does. */
    private volatile @Nullable Recording recording;

    private record EventLoop(Context context, Hub hub, UserSessions sessions) {}

    /** Adds the current event loop with its hub. Returns the registry for its sessions. */
    public UserSessions join(Context context, Hub hub) {
        UserSessions sessions = new UserSessions();
        loops.add(new EventLoop(context, hub, sessions));
        Recording current = recording;
        if (current != null) {
            sessions.events().begin(current);
        }
        return sessions;
    }

    @Override
    public Future<Void> begin(Recording by) {
        recording = by;
        return onEach(loop -> {
                    loop.sessions().events().begin(by);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public void end() {
        recording = null;
        onEach(loop -> {
            if (recording == null) {
                loop.sessions().events().end();
            }
            return true;
        });
    }

    /** The event loop has no more clients. */
    public void leave(Context context) {
        loops.removeIf(loop -> loop.context() == context);
    }

    /** Returns how many sessions were concerned. */
    Future<Integer> run(SessionCommand command) {
        return onEach(loop -> {
                    int concerned = 0;
                    for (UserSession session : loop.sessions().of(command.user())) {
                        concerned += applied(command, session) ? 1 : 0;
                    }
                    return concerned;
                })
                .map(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    private static boolean applied(SessionCommand command, UserSession session) {
        try {
            return command.apply(session);
        } catch (RuntimeException fault) {
            log.atError().setCause(fault).log("a command of the server API failed for one session");
            return true; // not known
        }
    }

    /** The channels with subscribers whose names come after this one. */
    Future<ChannelPage> channels(ChannelPattern pattern, String after) {
        return onEach(loop -> {
                    NavigableMap<String, Integer> page = new TreeMap<>();
                    loop.hub().eachChannel((channel, subscribers) -> {
                        String name = channel.value();
                        if (name.compareTo(after) > 0 && pattern.matches(name)) {
                            ChannelPage.add(page, name, subscribers);
                        }
                    });
                    return page;
                })
                .map(pages -> {
                    NavigableMap<String, Integer> all = new TreeMap<>();
                    pages.forEach(page -> page.forEach((name, count) -> all.merge(name, count, Integer::sum)));
                    return ChannelPage.of(all);
                });
    }

    /** Returns the number of users and of channels. */
    Future<Map.Entry<Integer, Integer>> counts() {
        return onEach(loop -> {
                    Set<ChannelName> channels = new HashSet<>();
                    loop.hub().eachChannel((channel, subscribers) -> channels.add(channel));
                    return Map.<Set<String>, Set<ChannelName>>entry(
                            Set.copyOf(loop.sessions().users()), channels);
                })
                .map(all -> {
                    Set<String> users = new HashSet<>();
                    Set<ChannelName> channels = new HashSet<>();
                    all.forEach(each -> {
                        users.addAll(each.getKey());
                        channels.addAll(each.getValue());
                    });
                    return Map.entry(users.size(), channels.size());
                });
    }

    private <T> Future<List<T>> onEach(Function<EventLoop, T> task) {
        List<Future<T>> all = loops.stream()
                .map(loop -> {
                    Promise<T> promise = Promise.promise();
                    loop.context().runOnContext(v -> {
                        try {
                            promise.complete(task.apply(loop));
                        } catch (RuntimeException fault) {
                            promise.fail(fault);
                        }
                    });
                    return promise.future();
                })
                .toList();
        return Future.all(all).map(done -> all.stream().map(Future::result).toList());
    }
}
