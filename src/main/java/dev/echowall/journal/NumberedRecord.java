package dev.echowall.journal;

/** A record, and its number among those of its stream; 0 if it depends on none before. */
record NumberedRecord(int number, JournalRecord record) {}
