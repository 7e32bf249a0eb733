package dev.echowall.tools.link;

import dev.echowall.channel.Position;

/** What a server said to one attempt to publish. */
public sealed interface PublishReply {
    /** For people, without a full stop. */
    String sentence();

    /** Whether the same may go better next time. */
    boolean temporary();

    /** Whether the publication may have been accepted all the same. */
    boolean open();

    /** Accepted, at this position, and kept by so many instances. */
    record Acknowledged(Position position, int copies) implements PublishReply {
        @Override
        public String sentence() {
            return "accepted at " + position;
        }

        @Override
        public boolean temporary() {
            return false;
        }

        @Override
        public boolean open() {
            return false;
        }
    }

    /**
     * An answer that is no acknowledgement.
     *
     * @param name of the error, empty when the answer has none
     */
    record Refused(int status, String name, String message) implements PublishReply {
        @Override
        public String sentence() {
            return "refused: " + status + (name.isEmpty() ? "" : " " + name)
                    + (message.isEmpty() ? "" : ": " + message);
        }

        @Override
        public boolean temporary() {
            return HttpStatus.isTemporary(status);
        }

        /** 503 is said before anything was done; nginx's 502 and 504 and the server's 500 and 504 are said after. */
        @Override
        public boolean open() {
            return status >= 500 && status != 503;
        }
    }

    /** Nobody took it: there was no connection. */
    record Unreachable(String sentence) implements PublishReply {
        @Override
        public boolean temporary() {
            return true;
        }

        @Override
        public boolean open() {
            return false;
        }
    }

    /** It was sent, and no answer came. */
    record Unanswered(String sentence) implements PublishReply {
        @Override
        public boolean temporary() {
            return true;
        }

        @Override
        public boolean open() {
            return true;
        }
    }
}
