/** Clients that poll: pages of what follows a position, and the wait for the next. */
@NullMarked
package dev.echowall.session.poll;

import org.jspecify.annotations.NullMarked;
