package dev.echowall.tools.verify;

import dev.echowall.tools.link.PublishRoute;
import dev.echowall.tools.link.Target;
import java.time.Duration;
import java.util.List;

/**
 * The parameters of a run.
 *
 * @param servers public addresses, used in turn
 * @param route how publications are sent
 * @param rate publications per second, over all channels
 * @param timeout how long to wait for an acknowledgement, and at the end for what is missing
 * @param again the most age, since its acknowledgement, of a publication that is sent again with its key
 * @param filler the most characters of filler in a payload
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
