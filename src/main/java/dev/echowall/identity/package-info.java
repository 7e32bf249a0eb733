/** Who clients are and what they may do: tokens, the keys for checking them, and permissions. */
@NullMarked
package dev.echowall.identity;

import org.jspecify.annotations.NullMarked;
