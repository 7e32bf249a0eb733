/** {@code echowall bench}: a load generator for WebSocket servers. */
@NullMarked
package dev.echowall.tools.bench;

import org.jspecify.annotations.NullMarked;
