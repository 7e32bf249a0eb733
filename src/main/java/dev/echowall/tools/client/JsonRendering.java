package dev.echowall.tools.client;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.echowall.tools.link.TerminalSafe;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/** One JSON object per message, always on one line, for programs. */
final class JsonRendering implements Rendering {
    private final JsonStringEncoder strings = JsonStringEncoder.getInstance();

    @Override
    public Buffer line(Message message, long time) {
        StringBuilder line = new StringBuilder(64 + message.body().length());
        line.append("{\"time\":").append(time);
        switch (message.kind()) {
            case TEXT -> {
                line.append(",\"type\":\"text\",\"data\":\"");
                strings.quoteAsString(message.body().toString(), line);
            }
            case BINARY -> {
                line.append(",\"type\":\"binary\",\"b64data\":\"");
                line.append(Base64.getEncoder().encodeToString(message.body().getBytes()));
            }
        }
        return Buffer.buffer(TerminalSafe.json(line.append("\"}").toString()));
    }
}
