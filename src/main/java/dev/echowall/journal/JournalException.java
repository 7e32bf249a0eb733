package dev.echowall.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a directory cannot be used as a journal, as one sentence with its name for who has configured it. */
public final class JournalException extends IOException {
    private static final long serialVersionUID = 1;

    public JournalException(String sentence) {
        this(sentence, null);
    }

    public JournalException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
