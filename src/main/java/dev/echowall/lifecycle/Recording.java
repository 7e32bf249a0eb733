package dev.echowall.lifecycle;

import io.vertx.core.Context;
import java.util.List;

/** Brings what sessions say to where it is recorded, in the order of each event loop. From any thread. */
public final class Recording {
    private final Context context;
    private final OwnConnections own;

    Recording(Context context, OwnConnections own) {
        this.context = context;
        this.own = own;
    }

    void listed(List<ConnectionChange> connections) {
        if (!connections.isEmpty()) {
            context.runOnContext(v -> own.list(connections));
        }
    }

    void changed(ConnectionChange change) {
        context.runOnContext(v -> own.change(change));
    }
}
