package dev.echowall.tools.verify;

import dev.echowall.tools.link.PublishRoute;
import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;

/**
 * What the user asked to have verified.
 *
 * @param servers public addresses; connections go to one after the other
 * @param route which way publications take
 * @param rate publications a second, over all channels
 * @param timeout how long to wait for an acknowledgement, and for what is missing at the end
 * @param again how old, from its acknowledgement, may be what is sent again with its key
 * @param filler characters of filler in a payload, at most
 */
record VerifyPlan(
        List<Target> servers,
        PublishRoute route,
        Duration duration,
        int rate,
        int channels,
        int publishers,
        int subscribers,
        List<String> transports,
        boolean ticks,
        Duration timeout,
        Duration again,
        int filler) {}
