package dev.echowall.tools.link;

import dev.echowall.channel.Position;

/** A server's answer to one attempt to publish. */
public sealed interface PublishReply {
    /** For users, without a full stop. */
    String sentence();

    /** Whether another attempt may succeed. */
    boolean temporary();

    /** Whether the publication may have been accepted nevertheless. */
    boolean open();

    /** Accepted at this position and stored by this many instances. */
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
     * A response that is not an acknowledgement.
     *
     * @param name the error's name, empty if there is none
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

        /** 503 is sent before anything was done; nginx's 502 and 504 and the server's 500 and 504 may be sent after. */
        @Override
        public boolean open() {
            return status >= 500 && status != 503;
        }
    }

    /** There was no connection, so nothing was published. */
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

    /** It was sent, but there was no response. */
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
