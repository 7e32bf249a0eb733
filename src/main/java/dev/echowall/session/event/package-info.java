/** Listeners to Server-Sent Events. */
@NullMarked
package dev.echowall.session.event;

import org.jspecify.annotations.NullMarked;
