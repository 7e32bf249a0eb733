/** One connected client, from upgrade to close. Confined to its event loop. */
@NullMarked
package dev.echowall.session;

import org.jspecify.annotations.NullMarked;
