/** Sessions of plain clients: channels named in the address, and nothing to negotiate. */
@NullMarked
package dev.echowall.session.plain;

import org.jspecify.annotations.NullMarked;
