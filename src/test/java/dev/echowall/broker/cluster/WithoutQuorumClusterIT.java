package dev.echowall.broker.cluster;

import static dev.echowall.testing.TimeLimits.await;
import static dev.echowall.testing.TimeLimits.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echowall.broker.BrokerContract;
import dev.echowall.broker.BrokerContract.RecordingConsumer;
import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.channel.Publication;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.stream.Recovery;
import dev.echowall.stream.Recovery.Reason;
import dev.echowall.stream.Recovery.Recovered;
import dev.echowall.stream.Recovery.Unrecoverable;
import dev.echowall.testing.TestCluster;
import dev.echowall.testing.TestCluster.Node;
import dev.echowall.testing.TestCluster.Setup;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One of three is left, which is no majority: it gives what it keeps of what was acknowledged, and says no more than that. */
class WithoutQuorumClusterIT {
    private static TestCluster cluster;
    private static Node last;
    /** Its leader is the one who is left; the copy is elsewhere. */
    private static ChannelName led;

    private static ChannelName backedUp;
    private static ChannelName elsewhere;
    private static String epoch;

    @BeforeAll
    static void kill_two_of_three() {
        cluster = TestCluster.start(3, Setup.DEFAULT.withQuorum(2));
        last = cluster.node(0);
        led = ChannelName.of(cluster.ownedBy(0));
        backedUp = kept(true);
        elsewhere = kept(false);
        for (ChannelName channel : List.of(led, backedUp, elsewhere)) {
            for (int i = 1; i <= 3; i++) {
                await(cluster.node(1).broker().publish(channel, Payload.text("n" + i), null));
            }
        }
        epoch = await(last.broker().read(led, new Position("", 0), 0, 0)).epoch();
        until(
                "it has heard of all",
                () -> told(led).size() == 3 && told(backedUp).size() == 3);
        cluster.kill(1);
        cluster.kill(2);
        until("it is alone", () -> !last.membership().hasQuorum());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** A channel that another one leads, with a copy at the one who is left, or none. */
    private static ChannelName kept(boolean here) {
        for (int i = 0; ; i++) {
            ChannelName channel = ChannelName.of("kept:" + i);
            if (cluster.owner(channel.value()) != 0) {
                await(cluster.node(1).broker().publish(channel, Payload.text("first"), null));
                boolean copy = Replicas.of(last.hazelcast())
                                .readSettled(channel.value(), new Position("", 0), 1, 1, Long.MIN_VALUE)
                        != null;
                if (copy == here) {
                    return channel;
                }
            }
        }
    }

    /** What it would tell alone. */
    private static List<String> told(ChannelName channel) {
        Recovery here = Replicas.of(last.hazelcast())
                .readSettled(channel.value(), new Position("", 0), 100, 1 << 20, Long.MIN_VALUE);
        return here instanceof Recovered recovered ? said(recovered) : List.of();
    }

    private static List<String> said(Recovered recovered) {
        return recovered.publications().stream()
                .map(Publication::payload)
                .map(Payload::string)
                .filter(text -> !text.equals("first"))
                .toList();
    }

    private static Recovery read(ChannelName channel, Position after) {
        return await(last.broker().read(channel, after, 100, 1 << 20));
    }

    @Test
    void what_is_kept_is_read_from_any_position() {
        for (ChannelName channel : List.of(led, backedUp)) {
            Recovered all = (Recovered) read(channel, new Position("", 0));
            assertThat(said(all)).containsExactly("n1", "n2", "n3");
            Recovered rest = (Recovered) read(channel, new Position(all.epoch(), all.top() - 1));
            assertThat(said(rest)).containsExactly("n3");
            assertThat(rest.top()).isEqualTo(all.top());
        }
    }

    @Test
    void who_knows_of_more_than_is_kept_here_is_told_of_no_gap() {
        Recovery ahead = read(led, new Position(epoch, 99));
        assertThat(ahead).isEqualTo(new Recovered(epoch, 3, List.of()));
    }

    @Test
    void who_comes_from_another_epoch_is_told_of_a_gap() {
        assertThat(read(led, new Position("old", 7))).isEqualTo(new Unrecoverable(epoch, 3, Reason.EPOCH, 1));
        assertThat(read(led, Position.FOREIGN)).isEqualTo(new Unrecoverable(epoch, 3, Reason.EPOCH, 1));
    }

    @Test
    void a_consumer_stands_where_the_channel_stood() {
        Position from = await(last.broker().follow(led, new RecordingConsumer(), last.context()));
        assertThat(from).isEqualTo(new Position(epoch, 3));
    }

    @Test
    void of_what_is_kept_elsewhere_nothing_is_made_up() {
        assertThatThrownBy(() -> read(elsewhere, new Position("", 0)))
                .satisfies(BrokerContract.is(ErrorCode.NO_QUORUM));
        assertThatThrownBy(() -> await(last.broker().follow(elsewhere, new RecordingConsumer(), last.context())))
                .satisfies(BrokerContract.is(ErrorCode.NO_QUORUM));
    }

    @Test
    void publishing_is_refused_by_name() {
        for (ChannelName channel : List.of(led, backedUp, elsewhere)) {
            assertThatThrownBy(() -> await(last.broker().publish(channel, Payload.text("x"), null)))
                    .satisfies(BrokerContract.is(ErrorCode.NO_QUORUM));
        }
        assertThat(told(led)).hasSize(3);
    }
}
