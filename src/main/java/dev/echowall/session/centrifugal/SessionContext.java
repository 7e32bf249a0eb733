package dev.echowall.session.centrifugal;

import dev.echowall.hub.Hub;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.session.ConcurrentReads;

/**
 * What the sessions of one event loop share.
 *
 * @param users those of them whose users are known, for the server API
 * @param reads of pages, limited for all of them together
 * @param pingSeconds as clients are told; more is not waited for a ping than that and some seconds
 */
record SessionContext(
        Hub hub,
        Node node,
        UserSessions users,
        ConcurrentReads reads,
        CentrifugalOptions options,
        ChannelNumbers numbers,
        int pingSeconds) {}
