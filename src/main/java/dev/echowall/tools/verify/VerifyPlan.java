package dev.echowall.tools.verify;

import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked to have verified.
 *
 * @param servers public addresses; connections go to one after the other
 * @param api where to publish by the server API; null: through the public addresses
 * @param rate publications a second, over all channels
 * @param patience how long to wait for an acknowledgement, and for what is missing at the end
 * @param again how old, from its acknowledgement, may be what is sent again with its key
 * @param filler characters of filler in a payload, at most
 */
record VerifyPlan(
        List<Target> servers,
        @Nullable Target api,
        @Nullable String apiKey,
        Duration duration,
        int rate,
        int channels,
        int publishers,
        int subscribers,
        List<String> transports,
        boolean ticks,
        Duration patience,
        Duration again,
        int filler) {}
