/** Sessions of plain clients: their channels are in the path, and there is nothing to negotiate. */
@NullMarked
package dev.echowall.session.plain;

import org.jspecify.annotations.NullMarked;
