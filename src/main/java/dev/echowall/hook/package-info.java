/** Asks the application over HTTP what it alone knows: who clients without tokens are, and what they may do. */
@NullMarked
package dev.echowall.hook;

import org.jspecify.annotations.NullMarked;
