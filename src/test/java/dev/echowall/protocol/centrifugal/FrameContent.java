package dev.echowall.protocol.centrifugal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;

/** The content of frames as a server writes them: final, unmasked, their length as short as it can be. */
final class FrameContent {
    private FrameContent() {}

    /** Reads one frame. */
    static byte[] next(ByteBuf frames, int opcode) {
        assertThat(frames.readUnsignedByte()).isEqualTo((short) (0x80 | opcode));
        long length = frames.readUnsignedByte();
        if (length == 126) {
            length = frames.readUnsignedShort();
            assertThat(length).isGreaterThan(125);
        } else if (length == 127) {
            length = frames.readLong();
            assertThat(length).isGreaterThan(0xFFFF);
        }
        byte[] content = new byte[Math.toIntExact(length)];
        frames.readBytes(content);
        return content;
    }

    /** Reads what is to be the only frame. */
    static byte[] only(ByteBuf frame, int opcode) {
        byte[] content = next(frame, opcode);
        assertThat(frame.isReadable()).isFalse();
        return content;
    }
}
