package dev.echowall.session.centrifugal;

import dev.echowall.hub.Hub;
import dev.echowall.node.Node;

/**
 * What the sessions of one event loop share.
 *
 * @param pingSeconds as clients are told; more is not waited for a ping than that and some seconds
 */
record SessionContext(Hub hub, Node node, CentrifugalOptions options, ChannelNumbers numbers, int pingSeconds) {}
