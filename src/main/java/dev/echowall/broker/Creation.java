package dev.echowall.broker;

/** Whether a publication may create the channel's stream. */
public enum Creation {
    /** Yes, while there are fewer streams than {@code limits.channels}. */
    BY_SERVER,
    /** The same, except for the tenth that is reserved for the server API. */
    BY_CLIENT,
    /** No: this client has reached its limit of new channels. */
    NONE;

    /** The combined right of two publications in one batch. */
    Creation or(Creation other) {
        if (this == BY_SERVER || other == BY_SERVER) {
            return BY_SERVER;
        }
        return this == BY_CLIENT || other == BY_CLIENT ? BY_CLIENT : NONE;
    }

    boolean isAllowed(int channels, int limit) {
        return switch (this) {
            case BY_SERVER -> channels < limit;
            // At least one stream is left for clients, however small the limit.
            case BY_CLIENT -> channels < Math.max(1, limit - limit / 10);
            case NONE -> false;
        };
    }
}
