/** Order, keep, carry: the only user of Hazelcast and of the event bus. Here what a node alone and one of many share. */
@NullMarked
package dev.echowall.broker;

import org.jspecify.annotations.NullMarked;
