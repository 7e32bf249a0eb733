package dev.echowall.protocol;

import java.util.Arrays;
import java.util.zip.Deflater;

/** Deflates messages as a client does: RFC 7692 section 7.2.1. */
public final class ClientDeflater implements AutoCloseable {
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    private final boolean keepsContext;

    public ClientDeflater(boolean keepsContext) {
        this.keepsContext = keepsContext;
    }

    public byte[] message(byte[] plain) {
        if (plain.length == 0) {
            return new byte[] {0};
        }
        if (!keepsContext) {
            deflater.reset();
        }
        deflater.setInput(plain);
        byte[] out = new byte[plain.length + plain.length / 8 + 64];
        int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(out, count - 4);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
