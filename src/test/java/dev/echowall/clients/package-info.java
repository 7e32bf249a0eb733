/** Other people's clients, by the very programs that docs/clients.md shows, against a real instance. */
@NullMarked
package dev.echowall.clients;

import org.jspecify.annotations.NullMarked;
