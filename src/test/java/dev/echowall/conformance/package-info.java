/** The cases of the Autobahn test suite, by a client of our own: what RFC 6455 and RFC 7692 ask of a server, end to end. */
@NullMarked
package dev.echowall.conformance;

import org.jspecify.annotations.NullMarked;
