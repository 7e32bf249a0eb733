/** What the node itself publishes: the time, and the list of nodes. */
@NullMarked
package dev.echowall.source;

import org.jspecify.annotations.NullMarked;
