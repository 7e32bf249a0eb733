package dev.echowall.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkTest {
    private final Mark mark = new Mark("k3x9", new Random(7));

    @Test
    void what_was_written_is_known_again() {
        for (int number = 1; number <= 1_000; number++) {
            long identity = Mark.identity(3, number);
            assertThat(mark.read("echo:a", mark.write("echo:a", identity, 40))).isEqualTo(identity);
        }
    }

    @Test
    void one_changed_character_is_noticed() {
        String text = mark.write("echo:a", Mark.identity(3, 1), 40);
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(mark.read("echo:a", text.substring(0, i) + other + text.substring(i + 1)))
                    .isEqualTo(Mark.UNREADABLE);
        }
    }

    @Test
    void an_undamaged_payload_of_another_channel_or_run_is_strange() {
        String text = mark.write("echo:a", Mark.identity(3, 1), 40);
        assertThat(mark.read("echo:b", text)).isEqualTo(Mark.STRANGE);
        assertThat(new Mark("other", new Random(7)).read("echo:a", text)).isEqualTo(Mark.STRANGE);
    }

    @Test
    void what_others_say_is_not_ours() {
        assertThat(mark.read("echo:a", "")).isEqualTo(Mark.UNREADABLE);
        assertThat(mark.read("echo:a", "hello there, how are you today")).isEqualTo(Mark.UNREADABLE);
    }
}
