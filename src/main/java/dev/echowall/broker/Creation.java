package dev.echowall.broker;

/** Whether a stream may begin with a publication, if the channel has none yet. */
public enum Creation {
    /** As long as there are fewer than {@code limits.channels}. */
    BY_SERVER,
    /** Likewise, but for a tenth of them, which are left for the server API. */
    BY_CLIENT,
    /** It is one more than this client may begin. */
    NONE;

    /** What two together may do. */
    Creation or(Creation other) {
        if (this == BY_SERVER || other == BY_SERVER) {
            return BY_SERVER;
        }
        return this == BY_CLIENT || other == BY_CLIENT ? BY_CLIENT : NONE;
    }

    boolean isAllowed(int channels, int limit) {
        return switch (this) {
            case BY_SERVER -> channels < limit;
            // At least one is left for clients, however small the limit.
            case BY_CLIENT -> channels < Math.max(1, limit - limit / 10);
            case NONE -> false;
        };
    }
}
