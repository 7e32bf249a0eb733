package dev.echowall.identity;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What every signature of a key is like. One that is not is known to be wrong without any arithmetic, and is for that reason
 * looked for here: in its place another one is checked, so that whoever tries is not told by the time it takes.
 *
 * @param bytes it has; 0 is any number
 * @param numbers that it consists of, equally long
 * @param below each of them is less than this, and more than zero; null is any
 */
record SignatureForm(int bytes, int numbers, @Nullable BigInteger below) {
    static final SignatureForm ANY = new SignatureForm(0, 1, null);

    static SignatureForm ofLength(int bytes) {
        return new SignatureForm(bytes, 1, null);
    }

    boolean fits(byte[] signature) {
        if (bytes == 0) {
            return true;
        }
        if (signature.length != bytes) {
            return false;
        }
        int length = bytes / numbers;
        for (int from = 0; below != null && from < bytes; from += length) {
            BigInteger number = new BigInteger(1, Arrays.copyOfRange(signature, from, from + length));
            if (number.signum() == 0 || number.compareTo(below) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** One that fits and is of nobody. */
    byte[] example() {
        byte[] example = new byte[bytes];
        Arrays.fill(example, (byte) 1);
        return example;
    }
}
