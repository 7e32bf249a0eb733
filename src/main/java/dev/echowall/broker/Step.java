package dev.echowall.broker;

import java.util.List;

/**
 * What a leader has done for one request: the answer, which counts as soon as all that is sent has arrived.
 *
 * @param sent to each backup, in this order
 */
record Step<T>(T answer, List<Sent> sent) {
    static <T> Step<T> of(T answer) {
        return new Step<>(answer, List.of());
    }
}
