package dev.echowall.stream;

import java.util.Arrays;
import java.util.List;

/** Copies of streams, and how to compare them. */
public final class StreamCopies {
    private StreamCopies() {}

    public static Stream of(Stream stream) {
        Stream copy = new Stream(
                stream.channel(), stream.epoch(), stream.ancestors(), stream.top(), stream.rank(), stream.touched());
        copy.restore(stream.publications(), List.copyOf(stream.ids()), List.copyOf(stream.sent()));
        return copy;
    }

    /** All that there is to a stream; equal for equal streams. */
    public static List<Object> faceOf(Stream stream) {
        return List.of(
                stream.channel(),
                stream.epoch(),
                stream.top(),
                stream.rank(),
                stream.touched(),
                stream.publications(),
                List.copyOf(stream.ids()),
                stream.sent().stream()
                        .map(sent -> List.of(
                                sent.sender(),
                                sent.sequence(),
                                sent.time(),
                                Arrays.stream(sent.outcomes()).boxed().toList()))
                        .toList());
    }
}
