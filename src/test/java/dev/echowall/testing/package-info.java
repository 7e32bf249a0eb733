/** Support for tests of several packages. */
@NullMarked
package dev.echowall.testing;

import org.jspecify.annotations.NullMarked;
