package dev.echowall.broker.cluster;

import dev.echowall.broker.Announcer;
import dev.echowall.broker.Batch;
import dev.echowall.broker.cluster.Membership.ClusterNode;
import dev.echowall.metrics.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends announcements over the clustered event bus. Each node has an address there; the list of members says which
 * nodes exist.
 *
 * <p>A node that has begun to listen sends a hello to all others until each has answered, and only then do they
 * announce to it, so that nothing is sent to an address without a listener. A node that stops answering is greeted
 * again. Confined to the broker's context.
 */
final class BusAnnouncer implements Announcer {
    private static final Logger log = LoggerFactory.getLogger(BusAnnouncer.class);
    static final String ADDRESS = "echowall.node.";
    private static final String HELLO = "hello";
    private static final long HELLO_AGAIN_MILLIS = 100;

    private final Context context;
    private final EventBus bus;
    private final Membership membership;
    private final BusSurvey survey;
    private final long windowBytes;
    private final Metrics metrics;
    private final Map<String, AnnouncementSender> peers = new HashMap<>();
    private @Nullable MessageConsumer<Buffer> consumer;
    private boolean listening;

    /** @param survey receives the questions that come to the same address */
    BusAnnouncer(Context context, Membership membership, BusSurvey survey, long windowBytes, Metrics metrics) {
        this.survey = survey;
        this.context = context;
        this.bus = context.owner().eventBus();
        this.membership = membership;
        this.windowBytes = windowBytes;
        this.metrics = metrics;
    }

    /** Begins to listen. Called on the broker's context. */
    Future<Void> start(Consumer<Buffer> announcements) {
        ClusterNode self = membership.nodes().stream()
                .filter(ClusterNode::self)
                .findFirst()
                .orElseThrow();
        Future<MessageConsumer<Buffer>> registered =
                ConsumerRegistration.of(context.owner(), ADDRESS + self.busId(), message -> {
                    if (message.headers().contains(BusSurvey.QUESTION)) {
                        survey.asked(message);
                        return;
                    }
                    String greeter = message.headers().get(HELLO);
                    if (greeter != null) {
                        greeted(greeter);
                    } else {
                        receive(message, announcements);
                    }
                    message.reply(null);
                });
        return registered
                .onSuccess(known -> {
                    consumer = known;
                    listening = true;
                    refresh();
                })
                .mapEmpty();
    }

    Future<Void> stop() {
        MessageConsumer<Buffer> registered = consumer;
        listening = false;
        return registered == null ? Future.succeededFuture() : registered.unregister();
    }

    @Override
    public void announce(Batch batch) {
        peers.values().forEach(peer -> peer.announce(batch));
    }

    /** Called when members joined or left. */
    void refresh() {
        if (!listening) {
            return; // a greeted node may announce at once
        }
        Set<String> there = new HashSet<>();
        for (ClusterNode node : membership.nodes()) {
            if (!node.self()) {
                there.add(node.busId());
                if (!peers.containsKey(node.busId())) {
                    hello(node.busId(), peer(node.busId()));
                }
            }
        }
        peers.keySet().retainAll(there);
    }

    private AnnouncementSender peer(String busId) {
        return peers.computeIfAbsent(
                busId,
                id -> new AnnouncementSender(
                        context, bus, ADDRESS + id, windowBytes, metrics, silent -> hello(id, silent)));
    }

    private void greeted(String busId) {
        peer(busId).greeted();
        refresh();
    }

    private void hello(String busId, AnnouncementSender peer) {
        DeliveryOptions hello = new DeliveryOptions()
                .addHeader(
                        HELLO,
                        membership.nodes().stream()
                                .filter(ClusterNode::self)
                                .map(ClusterNode::busId)
                                .findFirst()
                                .orElse(""))
                .setSendTimeout(1_000);
        AnnouncementSender.request(bus, peer.address(), Buffer.buffer(), hello).onComplete(answered -> {
            if (answered.succeeded()) {
                peer.greeted();
            } else if (peers.get(busId) == peer && !peer.ready()) {
                context.owner().setTimer(HELLO_AGAIN_MILLIS, timer -> context.runOnContext(v -> hello(busId, peer)));
            }
        });
    }

    private static void receive(Message<Buffer> message, Consumer<Buffer> announcements) {
        try {
            announcements.accept(message.body());
        } catch (RuntimeException malformed) {
            log.atWarn()
                    .addKeyValue("bytes", message.body().length())
                    .log(
                            "an announcement has a format that this version does not understand: {}",
                            malformed.toString());
        }
    }
}
