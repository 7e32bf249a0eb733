package dev.echowall.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.echowall.channel.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a question, in the shapes of Centrifugo's proxy. What was not given is left out. */
final class HookQuestion {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Requester from;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<String> channels;
    private final @Nullable Payload data;

    private HookQuestion(Requester from, List<String> channels, @Nullable Payload data) {
        this.from = from;
        this.channels = channels;
        this.data = data;
        texts.put("client", from.client());
        texts.put("transport", from.transport());
        texts.put("protocol", from.protocol());
        texts.put("encoding", isBinary(data) ? "binary" : "json");
    }

    static HookQuestion connect(Requester from, ConnectEvent event) {
        return new HookQuestion(from, event.channels(), event.data())
                .with("name", event.name())
                .with("version", event.version());
    }

    static HookQuestion subscribe(Requester from, String user, String channel, @Nullable Payload data) {
        return new HookQuestion(from, List.of(), data).of(user).with("channel", channel);
    }

    static HookQuestion publish(Requester from, String user, String channel, Payload data) {
        return new HookQuestion(from, List.of(), data).of(user).with("channel", channel);
    }

    static HookQuestion rpc(Requester from, String user, String method, @Nullable Payload data) {
        return new HookQuestion(from, List.of(), data).of(user).with("method", method);
    }

    /* Also for an anonymous client, so that a back end finds the field. */
    private HookQuestion of(String user) {
        texts.put("user", user);
        return this;
    }

    private HookQuestion with(String name, String value) {
        if (!value.isEmpty()) {
            texts.put(name, value);
        }
        return this;
    }

    Requester from() {
        return from;
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            for (Map.Entry<String, String> each : texts.entrySet()) {
                out.writeStringField(each.getKey(), each.getValue());
            }
            if (!channels.isEmpty()) {
                out.writeFieldName("channels");
                out.writeArray(channels.toArray(String[]::new), 0, channels.size());
            }
            if (data != null) {
                write(data, out);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen in memory
        }
        return bytes.toByteArray();
    }

    private static void write(Payload data, JsonGenerator out) throws IOException {
        switch (data.kind()) {
            case BINARY -> out.writeStringField("b64data", Base64.getEncoder().encodeToString(data.bytes()));
            case TEXT -> out.writeStringField("data", data.string());
            case JSON -> {
                out.writeFieldName("data");
                out.writeRawValue(data.string());
            }
        }
    }

    private static boolean isBinary(@Nullable Payload data) {
        return data != null && data.kind() == Payload.Kind.BINARY;
    }
}
