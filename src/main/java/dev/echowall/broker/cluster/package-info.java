/** The streams of a cluster: replicas on its members, one of which leads, and announcements on the event bus. */
@NullMarked
package dev.echowall.broker.cluster;

import org.jspecify.annotations.NullMarked;
