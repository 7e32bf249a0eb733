/** What tests of several packages lean on. */
@NullMarked
package dev.echowall.testing;

import org.jspecify.annotations.NullMarked;
