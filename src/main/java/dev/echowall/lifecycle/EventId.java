package dev.echowall.lifecycle;

import dev.echowall.channel.Position;

/**
 * How far somebody has been told events, written {@code epoch:offset.index}: those of all entries up to and including
 * this offset, and so many of the next one.
 */
public record EventId(Position position, int index) {
    /** A place that no stream has. What follows it is a gap. */
    public static final EventId FOREIGN = new EventId(Position.FOREIGN, 0);

    private static final int MAX_DIGITS = 9;

    static EventId after(Position position) {
        return new EventId(position, 0);
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    public static EventId parse(String text) {
        int dot = text.lastIndexOf('.');
        String digits = text.substring(dot + 1);
        if (dot < 0
                || digits.isEmpty()
                || digits.length() > MAX_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("the id of an event is written epoch:offset.index, as in x7:42.0");
        }
        return new EventId(Position.parse(text.substring(0, dot)), Integer.parseInt(digits));
    }

    /** Whether it is of the same epoch as the other one and does not come before it. */
    boolean isFrom(EventId other) {
        return position.epoch().equals(other.position.epoch()) && compare(this, other) >= 0;
    }

    /** Within one epoch. */
    static int compare(EventId one, EventId two) {
        int byOffset = Long.compare(one.position.offset(), two.position.offset());
        return byOffset != 0 ? byOffset : Integer.compare(one.index, two.index);
    }

    @Override
    public String toString() {
        return position + "." + index;
    }
}
