package dev.echowall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories against a model that keeps everything and looks again each time. The seed is the test's argument. */
class StreamPropertiesTest {
    private static final ChannelName ECHO = ChannelName.of("echo");

    static List<Long> seeds() {
        Random random = new Random();
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            seeds.add(random.nextLong());
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_stream_is_like_the_model_and_its_copies_are_like_it(long seed) {
        new Story(new Random(seed)).run();
    }

    /** All that was ever taken, and what is remembered of ids. */
    private static final class Model {
        final List<Publication> all = new ArrayList<>();
        final Map<String, Long> offsets = new HashMap<>();
        final Map<String, Long> times = new HashMap<>();
        long rank;
        long trimmed;

        long[] take(List<Draft> drafts, long now, Retention retention) {
            long[] outcomes = new long[drafts.size()];
            for (int i = 0; i < outcomes.length; i++) {
                outcomes[i] = take(drafts.get(i), now);
            }
            times.values().removeIf(time -> time < now - retention.idMillis());
            offsets.keySet().retainAll(times.keySet());
            while (trimmed < all.size() && mustGo(now, retention)) {
                trimmed++;
            }
            return outcomes;
        }

        private long take(Draft draft, long now) {
            if (draft.id() != null && offsets.containsKey(draft.id())) {
                return -offsets.get(draft.id());
            }
            if (draft.rank() != 0
                    && (draft.rank() <= rank || draft.rank() > now + 2_000 || draft.rank() < now - 30_000)) {
                return 0;
            }
            long offset = all.size() + 1L;
            all.add(draft.at(ECHO, "x7", offset, now, "node"));
            rank = Math.max(rank, draft.rank());
            if (draft.id() != null) {
                offsets.put(draft.id(), offset);
                times.put(draft.id(), now);
            }
            return offset;
        }

        private boolean mustGo(long now, Retention retention) {
            List<Publication> kept = kept();
            return kept.size() > retention.size()
                    || kept.stream().mapToLong(Publication::size).sum() > retention.bytes()
                    || (retention.ttlMillis() > 0 && kept.get(0).time() < now - retention.ttlMillis());
        }

        List<Publication> kept() {
            return all.subList((int) trimmed, all.size());
        }

        Recovery read(Position after, int count, int bytes) {
            if ((!after.epoch().isEmpty() && !after.epoch().equals("x7")) || after.offset() > all.size()) {
                return new Unrecoverable("x7", all.size(), Reason.EPOCH, trimmed + 1);
            }
            if (after.offset() < trimmed) {
                return new Unrecoverable("x7", all.size(), Reason.TRIMMED, trimmed + 1);
            }
            List<Publication> some = new ArrayList<>();
            long taken = 0;
            for (Publication each : all.subList((int) after.offset(), all.size())) {
                taken += each.size();
                if (some.size() == count || (taken > bytes && !some.isEmpty())) {
                    break;
                }
                some.add(each);
            }
            return new Recovered("x7", all.size(), some);
        }
    }

    private static final class Story {
        private final Random random;
        private final Retention retention;
        private final Model model = new Model();
        private final Stream stream = new Stream(ECHO, "x7", 0);
        private Stream copy = new Stream(ECHO, "x7", 0);
        private long now = 1_700_000_000_000L;
        private long sequence;

        Story(Random random) {
            this.random = random;
            this.retention = new Retention(
                    random.nextInt(30),
                    random.nextInt(2_000),
                    random.nextBoolean() ? 0 : 1 + random.nextInt(3000),
                    2000);
        }

        void run() {
            for (int step = 0; step < 200; step++) {
                now += random.nextInt(300);
                append();
                check();
                if (random.nextInt(20) == 0) {
                    copy = StreamCopies.of(stream);
                }
            }
        }

        private void append() {
            List<Draft> drafts = new ArrayList<>();
            for (int left = 1 + random.nextInt(5); left > 0; left--) {
                String id = random.nextInt(3) == 0 ? "id" + random.nextInt(20) : null;
                long rank = id == null && random.nextInt(3) == 0 ? now - 33_000 + random.nextInt(36_000) : 0;
                ClientInfo info =
                        random.nextInt(4) == 0 ? new ClientInfo("42", "c", new byte[random.nextInt(9)], null) : null;
                Map<String, String> tags = random.nextInt(4) == 0 ? Map.of("k", "v" + random.nextInt(100)) : Map.of();
                drafts.add(new Draft(Payload.binary(new byte[random.nextInt(20)]), id, rank, info, tags));
            }
            String sender = "sender" + random.nextInt(3);
            sequence++;
            long[] outcomes = stream.decide(sender, sequence, drafts, now);
            apply(stream, sender, drafts, outcomes);
            assertThat(outcomes).isEqualTo(model.take(drafts, now, retention));
            apply(copy, sender, drafts, outcomes);
            if (random.nextInt(4) == 0) {
                // The answer was lost: the owner is asked again, and the copy told again.
                assertThat(stream.decide(sender, sequence, drafts, now)).isEqualTo(outcomes);
                apply(stream, sender, drafts, outcomes);
                apply(copy, sender, drafts, outcomes);
            }
        }

        private void apply(Stream to, String sender, List<Draft> drafts, long[] outcomes) {
            to.apply(sender, sequence, drafts, outcomes, "node", now, retention);
        }

        private void check() {
            assertThat(stream.publications()).isEqualTo(model.kept());
            assertThat(StreamCopies.faceOf(copy)).isEqualTo(StreamCopies.faceOf(stream));
            for (int i = 0; i < 5; i++) {
                Position after = new Position(
                        List.of("", "x7", "x8").get(random.nextInt(3)), random.nextInt(model.all.size() + 3));
                int count = random.nextInt(10);
                int bytes = random.nextInt(500);
                assertThat(stream.read(after, count, bytes, retention.oldestTime(now)))
                        .as("after %s, %s publications, %s bytes", after, count, bytes)
                        .isEqualTo(model.read(after, count, bytes));
            }
        }
    }
}
