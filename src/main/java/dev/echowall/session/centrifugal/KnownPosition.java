package dev.echowall.session.centrifugal;

import dev.echowall.channel.Position;

/** Positions as clients write them. */
final class KnownPosition {
    private static final int LONGEST_EPOCH = 32;

    private KnownPosition() {}

    /** The same position; or one that no stream has, for an epoch that none of ours could be. */
    static Position of(Position sent) {
        String epoch = sent.epoch();
        boolean ours = epoch.length() <= LONGEST_EPOCH && epoch.chars().allMatch(KnownPosition::letterOrDigit);
        return ours ? sent : Position.FOREIGN;
    }

    private static boolean letterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
