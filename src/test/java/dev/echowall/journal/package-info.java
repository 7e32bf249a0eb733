@NullMarked
package dev.echowall.journal;

import org.jspecify.annotations.NullMarked;
