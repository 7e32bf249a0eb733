package dev.echowall.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Position;
import dev.echowall.node.SessionCommand.Disconnect;
import dev.echowall.node.SessionCommand.Refresh;
import dev.echowall.node.SessionCommand.Subscribe;
import dev.echowall.node.SessionCommand.Unsubscribe;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands arrive on other instances as they were sent. */
class SessionCommandTest {
    private static final byte[] INFO = {'7'};

    private static SessionCommand sent(SessionCommand command) {
        return SessionCommand.of(new JsonObject(command.toJson().toBuffer()));
    }

    @Test
    void the_end_of_sessions_and_subscriptions_arrives_as_it_was_sent() {
        SessionCommand disconnect = new Disconnect("42", "c", 4000, "because", List.of("a", "b"));
        assertThat(sent(disconnect)).isEqualTo(disconnect);
        SessionCommand unsubscribe = new Unsubscribe("42", "", "news");
        assertThat(sent(unsubscribe)).isEqualTo(unsubscribe);
    }

    @Test
    void a_subscription_arrives_as_it_was_sent() {
        ChannelName channel = ChannelName.of("news");
        Payload data = Payload.binary(new byte[] {0, -1});
        Subscribe whole = (Subscribe) sent(new Subscribe("42", "c", channel, INFO, data, 1234, new Position("x", 5)));
        assertThat(whole.info()).isEqualTo(INFO);
        assertThat(whole.data()).isEqualTo(data);
        assertThat(whole.expireAt()).isEqualTo(1234);
        assertThat(whole.since()).isEqualTo(new Position("x", 5));
        Subscribe bare = (Subscribe) sent(new Subscribe("42", "", channel, null, null, 0, null));
        assertThat(bare.channel()).isEqualTo(channel);
        assertThat(bare.info()).isNull();
        assertThat(bare.data()).isNull();
        assertThat(bare.since()).isNull();
    }

    @Test
    void a_refresh_arrives_as_it_was_sent() {
        Refresh refresh = (Refresh) sent(new Refresh("42", "c", true, 99, INFO));
        assertThat(refresh.expired()).isTrue();
        assertThat(refresh.expireAt()).isEqualTo(99);
        assertThat(refresh.info()).isEqualTo(INFO);
        assertThat(((Refresh) sent(new Refresh("42", "c", false, 0, null))).info())
                .isNull();
    }
}
