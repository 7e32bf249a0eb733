package dev.echowall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.TestWebSocketClient;
import dev.echowall.testing.TimeLimits;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Any Vert.x application in the cluster can publish. */
class PublishFromVertxIT {
    @Test
    void what_an_application_in_the_cluster_publishes_is_heard_by_the_clients() {
        try (NodeProcess node = NodeProcess.single("");
                TestWebSocketClient client = TestWebSocketClient.connect(node.ws("/ws/echo?after=:0"))) {
            String cluster = "test-" + node.ports().cluster();
            Vertx application = TimeLimits.await(PublishFromVertx.join(
                    "127.0.0.1", cluster, "127.0.0.1:" + node.ports().cluster()));

            JsonObject answer = TimeLimits.await(PublishFromVertx.publish(application, "echo", "from within"));

            client.awaitText("from within");
            assertThat(answer.getLong("offset")).isEqualTo(1);
            // The application is no node: nothing is kept there, and nobody waits for its copy.
            assertThat(answer.getInteger("copies")).isEqualTo(1);
            TimeLimits.await(application.close());
        }
    }
}
