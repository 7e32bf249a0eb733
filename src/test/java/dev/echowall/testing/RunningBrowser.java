package dev.echowall.testing;

import dev.echowall.testing.Browser.Visitor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One browser for a test class, with a new visitor for each test; must be registered before extensions that take long
 * to start.
 */
public final class RunningBrowser
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private @Nullable Browser browser;
    private @Nullable Visitor visitor;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        browser = Browser.start(RequiredTool.program("chromium"));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (browser != null) {
            visitor = browser.visitor();
        }
    }

    /** The user of this test. */
    public Visitor visitor() {
        if (visitor == null) {
            throw new IllegalStateException("there is one for each test");
        }
        return visitor;
    }

    /** Somebody else, with no cookie in common; until the browser is closed. */
    public Visitor another() {
        if (browser == null) {
            throw new IllegalStateException("there is one for each class");
        }
        return browser.visitor();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (visitor != null) {
            visitor.close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (browser != null) {
            browser.close();
        }
    }
}
