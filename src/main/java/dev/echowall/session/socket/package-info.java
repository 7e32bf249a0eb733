/** One WebSocket connection, from upgrade to close, whatever its protocol. */
@NullMarked
package dev.echowall.session.socket;

import org.jspecify.annotations.NullMarked;
