package dev.echowall.hub;

import dev.echowall.channel.Publication;
import dev.echowall.protocol.WireFormat;
import java.util.ArrayList;
import java.util.List;

/** One batch in a tail, encoded once per wire format when the first subscriber needs it. */
final class Segment {
    /** The approximate memory of a publication in addition to its payload: object, payload object, places in lists. */
    private static final int OBJECTS = 128;

    private final Tail tail;
    private final List<Publication> publications;
    private final List<Encoding> encodings = new ArrayList<>(2);
    private long bytes;

    Segment(Tail tail, List<Publication> publications) {
        this.tail = tail;
        this.publications = publications;
        for (Publication each : publications) {
            bytes += each.payload().size() + OBJECTS;
        }
    }

    Tail tail() {
        return tail;
    }

    long first() {
        return publications.get(0).offset();
    }

    long last() {
        return first() + publications.size() - 1;
    }

    /** The memory it uses: payloads, objects, encodings. */
    long bytes() {
        return bytes;
    }

    /** The encoding, which still belongs to this segment. */
    Encoding in(WireFormat format) {
        for (Encoding each : encodings) {
            if (each.format() == format) {
                return each;
            }
        }
        Encoding encoding = Encoding.of(publications, format);
        encodings.add(encoding);
        bytes += encoding.size();
        tail.grown(encoding.size());
        return encoding;
    }

    void release() {
        encodings.forEach(encoding -> encoding.buffer().release());
        encodings.clear();
    }
}
