package dev.echowall.presence;

import java.util.List;

/** Is told who comes to a channel and who goes. Called on the context with which it was registered. */
public interface PresenceListener {
    /** In order. */
    void changed(List<PresenceEvent> events);

    /** Nothing more is told, because there are more clients than this instance may know. */
    void ended();
}
