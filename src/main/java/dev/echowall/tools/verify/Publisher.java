package dev.echowall.tools.verify;

import dev.echowall.channel.Payload;
import dev.echowall.tools.link.Persistence;
import dev.echowall.tools.link.Reply;
import java.time.Duration;

/**
 * Publishes to one channel, the next only when it knows of the last; now and then one of the last once more, with the same
 * key. On the event loop.
 */
final class Publisher {
    private final int number;
    private final String channel;
    private final Mark mark;
    private final String run;
    private final int filler;
    private final Persistence persistence;
    private final Resends resends;
    private final Ledger ledger;
    private final Tally tally;
    private final long begun;
    private long last;
    private boolean busy;

    /** @param begun when the run began, on {@link System#nanoTime} */
    Publisher(
            int number,
            String channel,
            String run,
            Mark mark,
            int filler,
            Persistence persistence,
            Resends resends,
            Ledger ledger,
            Tally tally,
            long begun) {
        this.number = number;
        this.channel = channel;
        this.run = run;
        this.mark = mark;
        this.filler = filler;
        this.persistence = persistence;
        this.resends = resends;
        this.ledger = ledger;
        this.tally = tally;
        this.begun = begun;
    }

    boolean busy() {
        return busy;
    }

    /** Must not be busy. */
    void publish() {
        busy = true;
        Resends.Kept again = resends.next(System.nanoTime());
        if (again != null) {
            publishAgain(again);
            return;
        }
        long identity = Mark.identity(number, ++last);
        Sent sent = ledger.sending(identity, channel, System.nanoTime());
        Payload payload = Payload.text(mark.write(channel, identity, filler));
        String key = "verify-" + run + "-" + number + "-" + last;
        persistence.publish(channel, payload, key).onSuccess(outcome -> settle(sent, payload, key, outcome));
    }

    private void publishAgain(Resends.Kept publication) {
        persistence.publish(channel, publication.payload(), publication.key()).onSuccess(outcome -> {
            busy = false;
            if (outcome.last() instanceof Reply.Acknowledged done) {
                ledger.acknowledged(publication.sent(), done.position());
                tally.acknowledgedAgain();
            }
        });
    }

    private void settle(Sent sent, Payload payload, String key, Persistence.Outcome outcome) {
        busy = false;
        if (outcome.last() instanceof Reply.Acknowledged done) {
            long now = System.nanoTime();
            ledger.acknowledged(sent, done.position());
            resends.acknowledged(new Resends.Kept(sent, payload, key, now));
            tally.acknowledged(
                    now - sent.nanos(), "publisher " + number + " to " + channel, Duration.ofNanos(now - begun));
        } else if (outcome.open()) {
            tally.unknown();
        } else {
            sent.refused();
            tally.refused(outcome.last());
        }
    }
}
