/** The streams of a cluster: replicas on its members, led by one of them, and announcements on the event bus. */
@NullMarked
package dev.echowall.broker.cluster;

import org.jspecify.annotations.NullMarked;
