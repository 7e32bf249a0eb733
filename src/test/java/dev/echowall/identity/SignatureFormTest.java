package dev.echowall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureFormTest {
    private static final SignatureForm TWO_BELOW_100 = new SignatureForm(2, 2, BigInteger.valueOf(100));

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void both_numbers_of_a_curve_are_within_its_order() {
        assertThat(TWO_BELOW_100.fits(bytes(1, 99))).isTrue();
        assertThat(TWO_BELOW_100.fits(bytes(0, 1))).isFalse();
        assertThat(TWO_BELOW_100.fits(bytes(1, 0))).isFalse();
        assertThat(TWO_BELOW_100.fits(bytes(100, 1))).isFalse();
        assertThat(TWO_BELOW_100.fits(bytes(1, 255))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void the_length_is_what_it_is(int length) {
        assertThat(TWO_BELOW_100.fits(new byte[length])).isFalse();
    }

    @Test
    void any_will_do_where_all_are_looked_at_alike() {
        assertThat(SignatureForm.ANY.fits(new byte[0])).isTrue();
        assertThat(SignatureForm.ANY.fits(new byte[1000])).isTrue();
    }

    @Test
    void what_is_checked_in_place_of_another_fits() {
        assertThat(TWO_BELOW_100.fits(TWO_BELOW_100.example())).isTrue();
        assertThat(SignatureForm.ofLength(64).fits(SignatureForm.ofLength(64).example()))
                .isTrue();
    }
}
