package dev.echowall.clients;

import dev.echowall.testing.TimeLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One connection of one of Centrifugal's SDKs, and all that the SDK has told its user. What it is told to do and what it tells
 * are the lines that src/test/clients/sdk/README.md has. For the test's own thread: it waits.
 */
abstract class SdkClient implements AutoCloseable {
    private static final AtomicInteger QUESTIONS = new AtomicInteger();
    private static final int SHOWN = 10;

    private final List<JsonObject> events = new ArrayList<>();

    /** Has the SDK do that. */
    abstract void tell(JsonObject command);

    /** From any thread. */
    final void happened(JsonObject event) {
        synchronized (events) {
            events.add(event);
        }
    }

    final void subscribe(String channel) {
        tell(new JsonObject().put("do", "subscribe").put("channel", channel));
    }

    /** By tokens: the first is there from the beginning, unless it is empty; the SDK has to ask for each other one. */
    final void subscribe(String channel, List<String> tokens) {
        tell(new JsonObject().put("do", "subscribe").put("channel", channel).put("tokens", new JsonArray(tokens)));
    }

    /** Returns when the SDK hears no more of it. */
    final void unsubscribe(String channel) {
        int before = of("unsubscribed", channel).size();
        tell(new JsonObject().put("do", "unsubscribe").put("channel", channel));
        until("unsubscribed from " + channel, () -> of("unsubscribed", channel).size() > before);
    }

    /** The error code that the server answered with, or 0. */
    final int publish(String channel, Object data) {
        return error(
                new JsonObject().put("do", "publish").put("channel", channel).put("data", data));
    }

    final JsonObject history(String channel, int limit, boolean reverse) {
        return ask(new JsonObject()
                .put("do", "history")
                .put("channel", channel)
                .put("limit", limit)
                .put("reverse", reverse));
    }

    /** The connections in the channel. */
    final List<String> presence(String channel) {
        return ask(new JsonObject().put("do", "presence").put("channel", channel)).getJsonArray("clients").stream()
                .map(String::valueOf)
                .toList();
    }

    /** How many connections and users are in the channel. */
    final List<Integer> presenceStats(String channel) {
        JsonObject stats = ask(new JsonObject().put("do", "presence_stats").put("channel", channel));
        return List.of(stats.getInteger("numClients"), stats.getInteger("numUsers"));
    }

    /** Waits until it was told that this connection came to the channel ({@code join}) or went ({@code leave}). */
    final void awaitTold(String event, String channel, String client) {
        until(
                event + " of " + client,
                () -> of(event, channel).stream().anyMatch(each -> client.equals(each.getString("client"))));
    }

    final int error(JsonObject command) {
        JsonObject answer = ask(command);
        return answer.getInteger("error", 0);
    }

    private JsonObject ask(JsonObject command) {
        int id = QUESTIONS.incrementAndGet();
        tell(command.put("id", id));
        return await("an answer to " + command, event -> Integer.valueOf(id).equals(event.getInteger("id")));
    }

    /** Waits for the first that is so. */
    final JsonObject await(String what, Predicate<JsonObject> condition) {
        until(what, () -> first(condition) != null);
        JsonObject found = first(condition);
        return found == null ? new JsonObject() : found;
    }

    /** Waits until it was subscribed so often in all; gives what it was told the last time. */
    final JsonObject awaitSubscribed(String channel, int times) {
        until(
                times + " times subscribed to " + channel,
                () -> of("subscribed", channel).size() >= times);
        return of("subscribed", channel).get(times - 1);
    }

    /** Waits for so many publications in all; gives what they say. */
    final List<Object> awaitPublications(String channel, int count) {
        until(count + " publications of " + channel, () -> publications(channel).size() >= count);
        return said(channel);
    }

    /** What was published there, as far as it was heard. */
    final List<Object> said(String channel) {
        return publications(channel).stream().map(each -> each.getValue("data")).toList();
    }

    final List<JsonObject> publications(String channel) {
        return of("publication", channel);
    }

    final List<JsonObject> of(String event, String channel) {
        return events().stream()
                .filter(each -> event.equals(each.getString("event")) && channel.equals(each.getString("channel")))
                .toList();
    }

    /** As the server knows the connection. */
    final String id() {
        return await("connected", event -> "connected".equals(event.getString("event")))
                .getString("client");
    }

    /** All that happened to the connection itself, in order: event and code. */
    final List<String> connection() {
        return events().stream()
                .filter(each -> !each.containsKey("channel") && !each.containsKey("id"))
                .map(each -> each.getString("event") + " " + each.getInteger("code", 0))
                .toList();
    }

    static List<Object> data(JsonArray publications) {
        return publications.stream()
                .map(each -> ((JsonObject) each).getValue("data"))
                .toList();
    }

    /** All up to now. */
    private List<JsonObject> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    private @Nullable JsonObject first(Predicate<JsonObject> condition) {
        return events().stream().filter(condition).findFirst().orElse(null);
    }

    private void until(String what, BooleanSupplier condition) {
        try {
            TimeLimits.until(what, condition);
        } catch (AssertionError late) {
            List<JsonObject> others = events().stream()
                    .filter(each -> !"publication".equals(each.getString("event")))
                    .toList();
            throw new AssertionError(
                    late.getMessage() + "; " + (events().size() - others.size()) + " publications, and last "
                            + others.subList(Math.max(0, others.size() - SHOWN), others.size()),
                    late);
        }
    }

    @Override
    public void close() {
        tell(new JsonObject().put("do", "disconnect"));
    }
}
