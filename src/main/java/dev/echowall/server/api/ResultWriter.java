package dev.echowall.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.echowall.broker.Published;
import dev.echowall.channel.ClientInfo;
import dev.echowall.channel.Payload;
import dev.echowall.channel.Publication;
import dev.echowall.node.HistoryPage;
import dev.echowall.protocol.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes results as JSON. Payloads that are JSON are embedded as they are. */
public final class ResultWriter {
    /** The tag by which a JSON client knows that the payload is BINARY. */
    private static final String ENCODING = "encoding";

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the content of a JSON object. */
    @FunctionalInterface
    public interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private ResultWriter() {}

    /** A JSON object with these fields. */
    public static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never, in memory
        }
        return bytes.toByteArray();
    }

    static void published(JsonGenerator out, Published published) throws IOException {
        out.writeStringField("epoch", published.position().epoch());
        out.writeNumberField("offset", published.position().offset());
        out.writeNumberField("copies", published.copies());
    }

    static void error(JsonGenerator out, Refusal refusal) throws IOException {
        out.writeObjectFieldStart("error");
        out.writeNumberField("code", refusal.number());
        out.writeStringField("name", refusal.code().label());
        out.writeStringField("message", refusal.sentence());
        out.writeEndObject();
    }

    /** A field whose value is JSON already. */
    static void json(JsonGenerator out, String name, byte[] json) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(new String(json, StandardCharsets.UTF_8));
    }

    static void history(JsonGenerator out, HistoryPage page) throws IOException {
        out.writeArrayFieldStart("publications");
        for (Publication each : page.publications()) {
            publication(out, each);
        }
        out.writeEndArray();
        out.writeStringField("epoch", page.top().epoch());
        out.writeNumberField("offset", page.top().offset());
    }

    private static void publication(JsonGenerator out, Publication publication) throws IOException {
        Payload payload = publication.payload();
        boolean binary = payload.kind() == Payload.Kind.BINARY;
        out.writeStartObject();
        switch (payload.kind()) {
            case JSON -> json(out, "data", payload.bytes());
            case TEXT -> out.writeStringField("data", payload.string());
            case BINARY -> out.writeStringField("data", Base64.getEncoder().encodeToString(payload.bytes()));
        }
        out.writeNumberField("offset", publication.offset());
        if (binary || !publication.tags().isEmpty()) {
            out.writeObjectFieldStart("tags");
            for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
                if (!binary || !tag.getKey().equals(ENCODING)) {
                    out.writeStringField(tag.getKey(), tag.getValue());
                }
            }
            if (binary) {
                out.writeStringField(ENCODING, "base64");
            }
            out.writeEndObject();
        }
        info(out, publication.info());
        out.writeEndObject();
    }

    private static void info(JsonGenerator out, @Nullable ClientInfo who) throws IOException {
        if (who == null) {
            return;
        }
        out.writeFieldName("info");
        client(out, who);
    }

    /** A client as others see it; the value of a field or of an array. */
    public static void client(JsonGenerator out, ClientInfo who) throws IOException {
        out.writeStartObject();
        out.writeStringField("user", who.user());
        out.writeStringField("client", who.client());
        if (who.connInfo() != null) {
            json(out, "conn_info", who.connInfo());
        }
        if (who.chanInfo() != null) {
            json(out, "chan_info", who.chanInfo());
        }
        out.writeEndObject();
    }
}
