/** Who is in a channel, on all instances. */
@NullMarked
package dev.echowall.presence;

import org.jspecify.annotations.NullMarked;
