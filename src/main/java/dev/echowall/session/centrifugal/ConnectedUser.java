package dev.echowall.session.centrifugal;

import dev.echowall.identity.Identity;
import dev.echowall.node.SessionCommand;
import dev.echowall.node.UserSession;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.centrifugal.DisconnectCode;
import dev.echowall.protocol.centrifugal.UnsubscribeCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client of a user, for the server API. What comes while its connect command is under way is done when that has
 * been answered, except its end.
 */
final class ConnectedUser implements UserSession {
    /** The most commands that wait for the answer to a connect. */
    private static final int MAX_WAITING = 64;

    private final ClientContext client;
    private final String user;
    /** Null when the connect has been answered. */
    private @Nullable List<Runnable> waiting = new ArrayList<>(0);

    ConnectedUser(ClientContext client, String user) {
        this.client = client;
        this.user = user;
    }

    /** The connect has been answered. */
    void connected() {
        List<Runnable> all = waiting;
        waiting = null;
        if (all != null) {
            all.forEach(Runnable::run);
        }
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public String client() {
        return client.id();
    }

    @Override
    public void disconnect(int code, String reason) {
        client.connection().end(code, reason);
    }

    @Override
    public boolean unsubscribe(String channel) {
        if (waiting != null) {
            return waits(() -> unsubscribeNow(channel));
        }
        return unsubscribeNow(channel);
    }

    private boolean unsubscribeNow(String channel) {
        List<ClientSubscription> ended = client.subscriptions().matching(channel);
        for (ClientSubscription each : ended) {
            if (each.isPending()) {
                each.fail(new Refusal(ErrorCode.PERMISSION_DENIED, "the server has ended this subscription"));
            } else {
                each.unsubscribe(UnsubscribeCode.SERVER);
            }
        }
        return !ended.isEmpty();
    }

    @Override
    public boolean subscribe(SessionCommand.Subscribe request) {
        if (waiting != null) {
            return waits(() -> PushedSubscription.begin(client, request));
        }
        return PushedSubscription.begin(client, request);
    }

    @Override
    public boolean refresh(SessionCommand.Refresh request) {
        if (waiting != null) {
            return waits(() -> refreshNow(request));
        }
        refreshNow(request);
        return true;
    }

    private void refreshNow(SessionCommand.Refresh request) {
        long expireAt = request.expireAt();
        if (request.expired() || (expireAt != 0 && expireAt * 1_000 <= System.currentTimeMillis())) {
            client.disconnect(DisconnectCode.EXPIRED);
            return;
        }
        Identity before = client.identity();
        byte[] info = request.info() == null ? before.info() : request.info();
        client.identify(new Identity(before.user(), info, expireAt, before.channels(), before.caps()));
        client.replies()
                .write(out -> client.replies().encoder().refreshed(out, expireAt != 0, TokenTime.ttl(expireAt)));
    }

    private boolean waits(Runnable command) {
        List<Runnable> all = waiting;
        if (all == null || all.size() >= MAX_WAITING) {
            return false;
        }
        all.add(command);
        return true;
    }
}
