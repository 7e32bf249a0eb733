package dev.echowall.journal;

/**
 * Something that is in the directory, or should be, and is not part of what was restored.
 *
 * @param segment the file's name
 * @param position where in it
 * @param bytes how many; 0 if that is not known
 * @param reason a sentence
 */
public record Dropped(String segment, long position, long bytes, String reason) {
    @Override
    public String toString() {
        return segment + " at " + position + (bytes == 0 ? "" : ", " + bytes + " bytes") + ": " + reason;
    }
}
