/** Sessions of Server-Sent Events clients. */
@NullMarked
package dev.echowall.session.event;

import org.jspecify.annotations.NullMarked;
