package dev.echowall.presence;

import dev.echowall.channel.ClientInfo;

/** A change of who is in a channel, as the client's instance tells it to all instances. */
sealed interface PresenceChange {
    /** The id of the client's connection. */
    String client();

    /** The client is in the channel from now on. */
    record Enter(ClientInfo info) implements PresenceChange {
        @Override
        public String client() {
            return info.client();
        }
    }

    /** It has left on purpose, or was sent away. */
    record Leave(String client) implements PresenceChange {}

    /** Its connection was lost, so it may come back. */
    record Lost(String client) implements PresenceChange {}
}
