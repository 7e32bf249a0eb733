/** Order, keep, carry: the only user of Hazelcast and of the event bus. */
@NullMarked
package dev.echowall.broker;

import org.jspecify.annotations.NullMarked;
