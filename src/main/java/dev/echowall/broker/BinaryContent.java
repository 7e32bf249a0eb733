package dev.echowall.broker;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what instances tell each other in a payload, or themselves in a journal. */
@FunctionalInterface
public interface BinaryContent {
    void write(DataOutputStream out) throws IOException;

    static byte[] bytes(BinaryContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never, in memory
        }
        return bytes.toByteArray();
    }
}
