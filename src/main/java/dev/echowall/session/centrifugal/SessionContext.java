package dev.echowall.session.centrifugal;

import dev.echowall.hub.Hub;
import dev.echowall.node.Node;
import dev.echowall.node.UserSessions;
import dev.echowall.session.ConcurrentReads;

/**
 * What the sessions of one event loop share.
 *
 * @param users the sessions of known users, for the server API
 * @param reads limits the pages that are read for all of them
 * @param pingSeconds as clients are told, who expect a ping within this time and some seconds
 */
record SessionContext(
        Hub hub,
        Node node,
        UserSessions users,
        ConcurrentReads reads,
        CentrifugalOptions options,
        ChannelNumbers numbers,
        JoinLeaveChannels joinLeave,
        int pingSeconds) {}
