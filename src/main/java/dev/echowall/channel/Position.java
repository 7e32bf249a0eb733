package dev.echowall.channel;

/**
 * A position in a channel's stream, written {@code epoch:offset}: everything up to and including this offset is known.
 *
 * @param epoch the epoch that the offset belongs to; empty stands for the current one, so {@code :0} is the beginning
 */
public record Position(String epoch, long offset) {
    /** A position that no stream uses, for clients that send something else as a position. What follows it is a gap. */
    public static final Position FOREIGN = new Position("-", 0);

    private static final int MAX_EPOCH = 32;

    public Position {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is 0 or more, not " + offset);
        }
    }

    /** @throws IllegalArgumentException with a sentence for the user */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !isEpoch(text.substring(0, colon))) {
            throw new IllegalArgumentException("a position is written epoch:offset, as in x7:42, or :0 for all");
        }
        String digits = text.substring(colon + 1);
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("the offset of a position is a whole number, as in x7:42");
        }
        return new Position(text.substring(0, colon), Long.parseLong(digits));
    }

    /** The same position; or {@link #FOREIGN}, when its epoch is none that a stream of ours could have. */
    public Position orForeign() {
        return isEpoch(epoch) ? this : FOREIGN;
    }

    private static boolean isEpoch(String text) {
        return text.length() <= MAX_EPOCH && text.chars().allMatch(Position::letterOrDigit);
    }

    private static boolean letterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return epoch + ":" + offset;
    }
}
