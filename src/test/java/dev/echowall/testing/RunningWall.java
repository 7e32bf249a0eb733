package dev.echowall.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Three instances behind nginx for a class of tests: {@code @RegisterExtension static final RunningWall wall = new
 * RunningWall();}. Whole again before each test; of a test that fails, the logs are printed.
 */
public final class RunningWall implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final int SIZE = 3;

    private @Nullable NodeCluster cluster;
    private @Nullable NginxProcess nginx;

    @Override
    public void beforeAll(ExtensionContext context) {
        // Before the instances, whose start is in vain without it.
        RequiredTool.program("nginx");
        cluster = NodeProcess.cluster(SIZE);
        nginx = NginxProcess.before(cluster.nodes());
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

    @Override
    public void afterAll(ExtensionContext context) {
        if (nginx != null) {
            nginx.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    public NodeCluster cluster() {
        return started(cluster);
    }

    public NginxProcess nginx() {
        return started(nginx);
    }

    public NodeProcess node(int index) {
        return cluster().node(index);
    }

    public List<NodeProcess> nodes() {
        return cluster().nodes();
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("it is started before the tests of a class");
        }
        return part;
    }
}
