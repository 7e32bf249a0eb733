/** The methods of the server API, in the shapes of Centrifugo's, without HTTP. */
@NullMarked
package dev.echowall.server.api;

import org.jspecify.annotations.NullMarked;
