/**
 * Orders, stores and carries publications; the only user of Hazelcast and of the event bus. This package has what
 * single nodes and nodes of a cluster have in common.
 */
@NullMarked
package dev.echowall.broker;

import org.jspecify.annotations.NullMarked;
