/** What the node itself says: the time, and which nodes there are. */
@NullMarked
package dev.echowall.source;

import org.jspecify.annotations.NullMarked;
