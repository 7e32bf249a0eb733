/** Who asks, and what he may: tokens, the keys they are checked with, and permissions. */
@NullMarked
package dev.echowall.identity;

import org.jspecify.annotations.NullMarked;
