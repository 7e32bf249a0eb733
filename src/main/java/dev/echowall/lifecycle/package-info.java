/** What happens to clients on all instances, each once and in one order, while somebody listens. */
@NullMarked
package dev.echowall.lifecycle;

import org.jspecify.annotations.NullMarked;
