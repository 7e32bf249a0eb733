package dev.echowall.testing;

import dev.echowall.testing.Browser.Visitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A browser with a new visitor for each test; must be registered before extensions that take long to start. The first
 * class that needs it starts it, and it ends with this JVM: Maven runs each class by itself, so that JUnit has no place
 * for what they share.
 */
public final class RunningBrowser implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static @Nullable Browser shared;

    private final List<Visitor> visitors = new ArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        browser();
    }

    private static synchronized Browser browser() throws IOException {
        if (shared == null || !shared.isRunning()) {
            shared = Browser.start(RequiredTool.program("chromium-headless-shell", "chromium"));
        }
        return shared;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        visitors.add(browser().visitor());
    }

    /** The user of this test. */
    public Visitor visitor() {
        if (visitors.isEmpty()) {
            throw new IllegalStateException("there is one for each test");
        }
        return visitors.get(0);
    }

    /** Somebody else, with no cookie in common; until the test is over. */
    public Visitor another() throws IOException {
        Visitor other = browser().visitor();
        visitors.add(other);
        return other;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        visitors.forEach(Visitor::close);
        visitors.clear();
    }
}
