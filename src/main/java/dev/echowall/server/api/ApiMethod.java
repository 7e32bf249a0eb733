package dev.echowall.server.api;

import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;

/** One method of the server API. Called on the event loop of the management port. */
@FunctionalInterface
interface ApiMethod {
    /**
     * Executes a request.
     *
     * @return the result, a JSON object; fails with a {@link dev.echowall.protocol.Refusal}, or with an {@link
     *     IllegalArgumentException} that has a sentence for the client
     * @throws IllegalArgumentException likewise
     */
    Future<byte[]> execute(JsonFields request);
}
