package dev.echowall.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Records between the threads that have them and the one that writes. Bounded: one too many, and it takes no more until
 * the writer says so, because the records after a missing one are of no use.
 *
 * <p>The writer takes everything at once, and normally by time: it is woken only when it waits for the first record, or
 * when many bytes wait. Waking it for every record would cost those threads more than all the rest.
 */
final class RecordQueue {
    private static final long MANY = 1 << 20;
    private static final long RECORD = 100;

    /**
     * What was taken.
     *
     * @param last how many records there have been up to here
     */
    record Batch(List<QueuedRecord> records, long last, boolean overflowed) {}

    private record Waiter(long last, CompletableFuture<Void> done) {}

    private final long most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private List<QueuedRecord> records = new ArrayList<>();
    private List<Waiter> waiters = new ArrayList<>();
    private long bytes;
    private long last;
    private long dropped;
    private boolean refuses;
    private boolean closed;
    private boolean overflowed;
    private boolean idle;
    private boolean woken;

    RecordQueue(long most) {
        this.most = most;
    }

    /** Whether it takes no records now. Counts the record that the caller then need not encode. */
    boolean refuses() {
        lock.lock();
        try {
            if (refuses || closed) {
                dropped++;
            }
            return refuses || closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a record, unless it takes none.
     *
     * @param bounded whether it may not exceed the limit; the writer's own may, it makes few at a time
     * @return how many records there have been up to here
     */
    long offer(QueuedRecord record, boolean bounded) {
        lock.lock();
        try {
            long more = record.body().length + RECORD;
            boolean full = bounded && bytes + more > most && !records.isEmpty();
            if (refuses || (closed && bounded)) {
                dropped++;
            } else if (full) {
                overflowed = true;
                refuses = true;
                dropped++;
            } else {
                records.add(record);
                bytes += more;
                last++;
            }
            if (idle || bytes > MANY || overflowed) {
                woken = true;
                wake.signal();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    Batch take() {
        lock.lock();
        try {
            Batch batch = new Batch(records, last, overflowed);
            records = new ArrayList<>();
            bytes = 0;
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more records, and drops those that wait. */
    void refuse() {
        lock.lock();
        try {
            refuses = true;
            overflowed = false;
            dropped += records.size();
            records = new ArrayList<>();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes records of the writer only; those that wait are still written. */
    void close() {
        lock.lock();
        try {
            closed = true;
            woken = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes records again. */
    void accept() {
        lock.lock();
        try {
            refuses = false;
            overflowed = false;
        } finally {
            lock.unlock();
        }
    }

    /** Done when {@link #synced} is told about all records so far. */
    CompletableFuture<Void> waiter() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lock.lock();
        try {
            waiters.add(new Waiter(last, done));
            if (idle) {
                woken = true;
                wake.signal();
            }
        } finally {
            lock.unlock();
        }
        return done;
    }

    /** So many records are on the disk. */
    void synced(long upTo) {
        List<Waiter> done = new ArrayList<>();
        lock.lock();
        try {
            if (waiters.isEmpty()) {
                return;
            }
            List<Waiter> left = new ArrayList<>();
            waiters.forEach(each -> (each.last() <= upTo ? done : left).add(each));
            waiters = left;
        } finally {
            lock.unlock();
        }
        done.forEach(each -> each.done().complete(null));
    }

    void failWaiters(Throwable reason) {
        List<Waiter> all;
        lock.lock();
        try {
            all = waiters;
            waiters = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        all.forEach(each -> each.done().completeExceptionally(reason));
    }

    /**
     * Waits for that time, or until there is much to do.
     *
     * @param untilFirst whether the first record is to end the wait
     */
    void await(long nanos, boolean untilFirst) throws InterruptedException {
        lock.lock();
        try {
            idle = untilFirst;
            long left = nanos;
            while (left > 0 && !woken && !(untilFirst && !records.isEmpty())) {
                left = wake.awaitNanos(left);
            }
            idle = false;
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return records.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** When the oldest waiting record was queued, or the largest number. */
    long oldest() {
        lock.lock();
        try {
            return records.isEmpty() ? Long.MAX_VALUE : records.get(0).at();
        } finally {
            lock.unlock();
        }
    }
}
