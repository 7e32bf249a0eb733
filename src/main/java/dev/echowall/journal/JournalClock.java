package dev.echowall.journal;

/** The time, for the thread that writes. */
interface JournalClock {
    JournalClock SYSTEM = new JournalClock() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** In ms since 1970. */
    long millis();

    /** Of a clock that cannot be set. */
    long nanos();
}
