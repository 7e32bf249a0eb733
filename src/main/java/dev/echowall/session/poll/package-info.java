/** Polling clients: pages of what follows a position, and waiting for the next publication. */
@NullMarked
package dev.echowall.session.poll;

import org.jspecify.annotations.NullMarked;
