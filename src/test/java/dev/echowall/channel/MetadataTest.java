package dev.echowall.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetadataTest {
    private static final ClientInfo INFO = new ClientInfo("用户", "c1", json("{\"name\":\"A\"}"), json("[]"));

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void arrives(@Nullable ClientInfo info, Map<String, String> tags) {
        assertThat(Metadata.decode(Metadata.encode(info, tags))).isEqualTo(new Metadata(info, tags));
    }

    @Test
    void info_and_tags_arrive_together_and_alone() {
        arrives(INFO, Map.of("lang", "中文", "", ""));
        arrives(INFO, Map.of());
        arrives(null, Map.of("a", "b"));
        arrives(null, Map.of());
    }

    @Test
    void no_info_and_an_empty_one_stay_apart() {
        arrives(new ClientInfo("", "", null, new byte[0]), Map.of());
        arrives(new ClientInfo("", "", new byte[0], null), Map.of());
    }

    @Test
    void the_largest_that_is_allowed_arrives() {
        String name = "名".repeat(ClientInfo.MAX_NAME);
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < Tags.MAX_COUNT - 1; i++) {
            tags.put("k" + (char) ('0' + i), "");
        }
        tags.put("k", "值".repeat(Tags.MAX_CHARACTERS - 2 * (Tags.MAX_COUNT - 1) - 1));

        arrives(new ClientInfo(name, name, new byte[ClientInfo.MAX_INFO], null), tags);
    }

    @Test
    void the_byte_of_a_plain_payload_is_its_kind_and_nothing_follows() {
        for (int kind = 0; kind < 3; kind++) {
            int plain = Metadata.marked(kind, null, Map.of());
            int marked = Metadata.marked(kind, INFO, Map.of());

            assertThat(plain).isEqualTo(kind);
            assertThat(Metadata.follows(plain)).isFalse();
            assertThat(Metadata.follows(marked)).isTrue();
            assertThat(Metadata.kind(marked)).isEqualTo(kind);
        }
    }

    @Test
    void what_is_cut_short_anywhere_or_goes_on_is_refused() {
        byte[] good = Metadata.encode(INFO, Map.of("a", "b"));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatIllegalArgumentException().as("%s bytes", length).isThrownBy(() -> Metadata.decode(cut));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(Arrays.copyOf(good, good.length + 1)));
    }

    @Test
    void more_than_may_be_published_is_refused() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(named(256, 0, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(named(65_535, 0, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(named(1, ClientInfo.MAX_INFO + 1, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(named(1, 2_049, 2_048)));
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(tags(Tags.MAX_COUNT + 1, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> Metadata.decode(tags(2, 2_048)));
    }

    private static byte[] named(int user, int connInfo, int chanInfo) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBoolean(true);
        out.writeShort(user);
        out.write(json("u".repeat(user)));
        out.writeShort(0);
        out.writeShort(connInfo);
        out.write(new byte[connInfo]);
        out.writeShort(chanInfo);
        out.write(new byte[chanInfo]);
        out.writeByte(0);
        return bytes.toByteArray();
    }

    private static byte[] tags(int count, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBoolean(false);
        out.writeByte(count);
        for (int i = 0; i < count; i++) {
            out.writeShort(length);
            out.write(json(String.format("%0" + length + "d", i)));
            out.writeShort(length);
            out.write(json("v".repeat(length)));
        }
        return bytes.toByteArray();
    }

    @Test
    void any_bytes_at_all_are_refused_or_are_metadata() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] good = Metadata.encode(INFO, Map.of("a", "b", "c", "d"));
        for (int i = 0; i < 20_000; i++) {
            byte[] spoilt = good.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Metadata.decode(spoilt).tags()).as("seed %s", seed).hasSizeLessThanOrEqualTo(Tags.MAX_COUNT);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).as("seed %s", seed).hasMessageMatching(".*(at most|metadata of).*");
            }
        }
    }
}
