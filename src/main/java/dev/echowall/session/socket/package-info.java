/** One WebSocket connection, from upgrade to close, whatever is said over it. */
@NullMarked
package dev.echowall.session.socket;

import org.jspecify.annotations.NullMarked;
