/** Who asks for what follows a position, and waits for it. */
@NullMarked
package dev.echowall.session.poll;

import org.jspecify.annotations.NullMarked;
