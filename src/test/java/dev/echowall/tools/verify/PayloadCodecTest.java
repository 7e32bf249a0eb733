package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PayloadCodecTest {
    private final PayloadCodec codec = new PayloadCodec("k3x9", new Random(7));

    @Test
    void what_was_written_is_known_again() {
        for (int number = 1; number <= 1_000; number++) {
            long identity = PayloadCodec.identity(3, number);
            assertThat(codec.read("echo:a", codec.write("echo:a", identity, 40)))
                    .isEqualTo(identity);
        }
    }

    @Test
    void one_changed_character_is_noticed() {
        String text = codec.write("echo:a", PayloadCodec.identity(3, 1), 40);
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(codec.read("echo:a", text.substring(0, i) + other + text.substring(i + 1)))
                    .isEqualTo(PayloadCodec.UNREADABLE);
        }
    }

    @Test
    void an_undamaged_payload_of_another_channel_or_run_is_strange() {
        String text = codec.write("echo:a", PayloadCodec.identity(3, 1), 40);
        assertThat(codec.read("echo:b", text)).isEqualTo(PayloadCodec.STRANGE);
        assertThat(new PayloadCodec("other", new Random(7)).read("echo:a", text))
                .isEqualTo(PayloadCodec.STRANGE);
    }

    @Test
    void what_others_say_is_not_ours() {
        assertThat(codec.read("echo:a", "")).isEqualTo(PayloadCodec.UNREADABLE);
        assertThat(codec.read("echo:a", "hello there, how are you today")).isEqualTo(PayloadCodec.UNREADABLE);
    }
}
