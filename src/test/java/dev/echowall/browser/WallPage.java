package dev.echowall.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echowall.testing.Browser.Visitor;
import dev.echowall.testing.Tab;
import java.util.ArrayList;
import java.util.List;

/** The page at {@code /} in a tab, as somebody sees and uses it. */
final class WallPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tab tab;

    private WallPage(Tab tab) {
        this.tab = tab;
    }

    /** Opens it and waits until the wall is connected and what it keeps is shown. */
    static WallPage open(Visitor visitor, String url) {
        return open(visitor.tab(), url);
    }

    /** The same, in a tab that is there already. */
    static WallPage open(Tab tab, String url) {
        WallPage page = new WallPage(tab);
        page.visit(url);
        return page;
    }

    void visit(String url) {
        tab.visit(url);
        tab.until("connected", "document.getElementById('status').dataset.state === 'connected'");
        tab.until("the wall is there", "document.getElementById('wall-scroll').ariaBusy === 'false'");
        tab.until("the clock ticks", "!document.getElementById('clock').classList.contains('silent')");
        tab.until("the instances are there", "document.querySelector('#nodes [data-node]')");
    }

    Tab tab() {
        return tab;
    }

    /** Says something as a person would: into the field, and Enter. */
    void say(String text) {
        tab.eval("document.getElementById('say').focus()");
        tab.type(text);
        tab.press("Enter");
    }

    /** Waits until somebody said this, and gives the instance it is shown to come from. */
    String awaitWords(String text) {
        String entry = "[...document.querySelectorAll('#wall > li[data-node]')]"
                + ".filter(li => li.querySelector('p').textContent === " + quoted(text) + ").at(-1)";
        tab.until("the wall shows " + text, entry);
        JsonNode shown = tab.eval("(li => [li.dataset.node, li.querySelector('.node').textContent])(" + entry + ")");
        if (!shown.get(0).equals(shown.get(1))) {
            throw new AssertionError("marked with one instance, naming another: " + shown);
        }
        return shown.get(0).asText();
    }

    /** What is said on the wall, in order. */
    List<String> words() {
        return strings(tab.eval("[...document.querySelectorAll('#wall > li[data-node] > p')].map(p => p.textContent)"));
    }

    /** What was said here and is not on the wall yet, in order. */
    List<String> pending() {
        return strings(tab.eval("[...document.querySelectorAll('#pending > li > p')].map(p => p.textContent)"));
    }

    /** What the field holds. */
    String field() {
        return tab.eval("document.getElementById('say').value").asText();
    }

    /** Waits for a state of the pill: connected, silent, offline, again, mute. */
    void awaitStatus(String state) {
        tab.until(state, "document.getElementById('status').dataset.state === '" + state + "'");
    }

    /** What the page itself says on the wall. */
    List<String> notices() {
        return strings(tab.eval("[...document.querySelectorAll('#wall > .notice')].map(li => li.textContent)"));
    }

    List<String> instances() {
        return strings(tab.eval("[...document.querySelectorAll('#nodes > li')].map(li => li.dataset.node)"));
    }

    /** The instances that are marked as the one that serves this page. */
    List<String> mine() {
        return strings(tab.eval(
                "[...document.querySelectorAll('#nodes > li[aria-current=true]')].map(li => li.dataset.node)"));
    }

    /** The lines of a log. */
    List<String> log(String id) {
        return strings(tab.eval(
                "[...document.querySelectorAll('#" + id + " > li')].map(li => li.lastElementChild.textContent)"));
    }

    void awaitLog(String id, String words) {
        tab.until(
                id + " shows " + words,
                "document.getElementById('" + id + "').lastElementChild?.textContent.includes(" + quoted(words) + ")");
    }

    static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }
}
