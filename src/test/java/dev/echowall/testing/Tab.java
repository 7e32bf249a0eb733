package dev.echowall.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A tab of a {@link Browser}. Complaints of its page are collected; a dialog is dismissed and counts as a complaint.
 */
public final class Tab {
    private static final Map<String, Integer> KEYS = Map.of("Tab", 9, "Enter", 13, "Escape", 27, "End", 35);

    private final DevTools tools;
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Tab(DevTools tools, String session) {
        this.tools = tools;
        this.session = session;
        tools.listen(session, this::told);
        for (String domain : List.of("Page", "Runtime", "Log", "Audits")) {
            call(domain + ".enable", DevTools.params());
        }
        // As if this window had the focus, which only one can have.
        call("Emulation.setFocusEmulationEnabled", DevTools.params().put("enabled", true));
        screen(1280, 720, 1, false);
        prefer("light");
    }

    private void told(String event, JsonNode with) {
        switch (event) {
            case "Runtime.exceptionThrown" -> complaints.add("exception: " + with.path("exceptionDetails"));
            case "Runtime.consoleAPICalled" -> {
                if (List.of("error", "warning", "assert")
                        .contains(with.path("type").asText())) {
                    complaints.add("console: " + with.path("args"));
                }
            }
            case "Log.entryAdded" -> complaints.add("log: " + with.path("entry"));
            case "Audits.issueAdded" -> complaints.add("issue: " + with.path("issue"));
            case "Page.javascriptDialogOpening" -> {
                complaints.add("dialog: " + with);
                var dismissed = tools.send(
                        session,
                        "Page.handleJavaScriptDialog",
                        DevTools.params().put("accept", false));
                dismissed.exceptionally(why -> null);
            }
            default -> {}
        }
    }

    /** Errors and warnings on the console, exceptions, violations of the content security policy, dialogs; in order. */
    public List<String> complaints() {
        return complaints;
    }

    /** Navigates to a page and waits until it is loaded. */
    public void visit(String url) {
        JsonNode answer = call("Page.navigate", DevTools.params().put("url", url));
        if (answer.has("errorText")) {
            throw new AssertionError(url + ": " + answer.get("errorText").asText());
        }
        until("loaded", "document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** The value of a JavaScript expression; for a promise, its result. */
    public JsonNode eval(String expression) {
        JsonNode answer = call(
                "Runtime.evaluate",
                DevTools.params()
                        .put("expression", expression)
                        .put("returnByValue", true)
                        .put("awaitPromise", true)
                        .put("userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** The text of the element with that id. */
    public String text(String id) {
        return eval("document.getElementById('" + id + "').textContent").asText();
    }

    /** Waits until a JavaScript expression is true. */
    public void until(String what, String expression) {
        TimeLimits.until(what, () -> eval("Boolean(" + expression + ")").asBoolean());
    }

    /** The same, within that time. */
    public void until(String what, Duration limit, String expression) {
        TimeLimits.until(what, limit, () -> eval("Boolean(" + expression + ")").asBoolean());
    }

    /** Clicks the element with that id. */
    public void click(String id) {
        eval("document.getElementById('" + id + "').click()");
    }

    /** Presses and releases a key: Tab, Enter, Escape or End. */
    public void press(String key) {
        ObjectNode event =
                DevTools.params().put("key", key).put("code", key).put("windowsVirtualKeyCode", KEYS.get(key));
        ObjectNode down = event.deepCopy().put("type", "rawKeyDown");
        if (key.equals("Enter")) {
            down.put("type", "keyDown").put("text", "\r");
        }
        call("Input.dispatchKeyEvent", down);
        call("Input.dispatchKeyEvent", event.put("type", "keyUp"));
    }

    /** Types into the element with the focus. */
    public void type(String text) {
        call("Input.insertText", DevTools.params().put("text", text));
    }

    /**
     * Simulates, as far as a browser can, that there is no network for this tab: the page is notified and cannot
     * connect.
     */
    public void offline(boolean offline) {
        call("Network.enable", DevTools.params());
        call(
                "Network.emulateNetworkConditions",
                DevTools.params()
                        .put("offline", offline)
                        .put("latency", 0)
                        .put("downloadThroughput", -1)
                        .put("uploadThroughput", -1));
    }

    /** The size of the window in CSS pixels. */
    public void screen(int width, int height, double pixelsPerPoint, boolean phone) {
        call(
                "Emulation.setDeviceMetricsOverride",
                DevTools.params()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", pixelsPerPoint)
                        .put("mobile", phone));
    }

    /** The system's preferred colour scheme: "light" or "dark". */
    public void prefer(String scheme) {
        ObjectNode params = DevTools.params();
        params.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        call("Emulation.setEmulatedMedia", params);
    }

    /** The visible content of the window, as PNG. */
    public byte[] screenshot() {
        JsonNode answer = call("Page.captureScreenshot", DevTools.params().put("format", "png"));
        return Base64.getDecoder().decode(answer.get("data").asText());
    }

    private JsonNode call(String method, ObjectNode params) {
        return tools.call(session, method, params);
    }
}
