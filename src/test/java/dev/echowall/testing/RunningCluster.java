package dev.echowall.testing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Three instances behind nginx: {@code @RegisterExtension static final RunningCluster cluster = new RunningCluster();}.
 * Started once for all classes that use it, and complete again before each test. So a test may kill any of them, and
 * publishes on a {@link #channel} of its own. If a test fails, the logs are printed.
 */
public final class RunningCluster implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final int SIZE = 3;
    private static final AtomicInteger CHANNELS = new AtomicInteger();

    private @Nullable Started started;

    /** What runs until the last test has ended. */
    private static final class Started implements AutoCloseable {
        private final NodeCluster cluster = NodeProcess.cluster(SIZE, """
                auth: { hmac-secret: "%s" }
                channels:
                  echo: { presence: true, join-leave: true }
                  kept: { publish: anyone, subscribe: anyone, history-size: 100000, history-bytes: 16MiB }
                  seen: { publish: anyone, subscribe: anyone, presence: true, join-leave: true }
                """.formatted(Tokens.SECRET));
        private final NginxProcess nginx = NginxProcess.before(cluster.nodes());

        @Override
        public void close() {
            nginx.close();
            cluster.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Before the instances, which would be started in vain without it.
        RequiredTool.program("nginx");
        started = context.getRoot()
                .getStore(Namespace.create(RunningCluster.class))
                .getOrComputeIfAbsent(Started.class, key -> new Started(), Started.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster().makeWhole();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println(
                    context.getDisplayName() + " failed\n" + cluster().logTails());
            System.out.println("--- nginx\n" + nginx().log());
        }
    }

    public NodeCluster cluster() {
        return started().cluster;
    }

    public NginxProcess nginx() {
        return started().nginx;
    }

    public NodeProcess node(int index) {
        return cluster().node(index);
    }

    public List<NodeProcess> nodes() {
        return cluster().nodes();
    }

    /**
     * A channel of the namespace echo that no other test uses: anyone may publish, and it keeps a thousand
     * publications.
     */
    public String channel() {
        return "echo:test" + CHANNELS.incrementAndGet();
    }

    /** One of the namespace kept: anyone may publish, and all that a test says is remembered. */
    public String keptChannel() {
        return "kept:test" + CHANNELS.incrementAndGet();
    }

    /** One of the namespace seen: who is in it is told, with a grace of five seconds. */
    public String seenChannel() {
        return "seen:test" + CHANNELS.incrementAndGet();
    }

    private Started started() {
        if (started == null) {
            throw new IllegalStateException("it is started before the tests of a class");
        }
        return started;
    }
}
