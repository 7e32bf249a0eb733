package dev.echowall.identity;

import java.net.URI;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are checked.
 *
 * @param secret for HS256, HS384 and HS512; null for none; must not be changed
 * @param publicKeys as {@link PemKeys} reads them
 * @param keySet the address of a key set; null for none
 * @param issuer that tokens must have; null for any
 * @param audience that tokens must name; null for any
 * @param anonymous whether clients without a token are accepted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AuthOptions(
        byte @Nullable [] secret,
        List<PublicKey> publicKeys,
        @Nullable URI keySet,
        @Nullable String issuer,
        @Nullable String audience,
        boolean anonymous) {
    /** Without keys, and open to everybody. */
    public static final AuthOptions NONE = new AuthOptions(null, List.of(), null, null, null, true);

    public AuthOptions {
        publicKeys = List.copyOf(publicKeys);
    }

    /** Does not contain the secret. */
    @Override
    public String toString() {
        return "AuthOptions[secret=" + (secret == null ? "none" : "***") + ", publicKeys=" + publicKeys.size()
                + ", keySet=" + keySet + ", issuer=" + issuer + ", audience=" + audience + ", anonymous=" + anonymous
                + "]";
    }
}
