/** Fan-out on one event loop: recent frames, and a cursor per subscription. No locks. */
@NullMarked
package dev.echowall.hub;

import org.jspecify.annotations.NullMarked;
