/** The page in a real browser. */
@NullMarked
package dev.echowall.browser;

import org.jspecify.annotations.NullMarked;
