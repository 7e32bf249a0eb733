package dev.echowall.identity;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all signatures of a key have in common. One that differs is invalid without any arithmetic. This is checked because
 * another signature is verified in its place, so that the time taken reveals nothing.
 *
 * @param bytes its length; 0 for any
 * @param numbers of equal length that it consists of
 * @param below each of them is less than this and more than zero; null for no limit
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

    /** A signature of this form that nobody made. */
    byte[] example() {
        byte[] example = new byte[bytes];
        Arrays.fill(example, (byte) 1);
        return example;
    }
}
