package dev.echowall.identity;

import java.net.URI;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are checked.
 *
 * @param secret of HS256, HS384 and HS512; null for none; not to be changed
 * @param publicKeys of a kind that {@link PemKeys} reads
 * @param keySet where more keys are; null for nowhere
 * @param issuer that tokens have to be of; null is any
 * @param audience that tokens have to be for; null is any
 * @param anonymous whether who has no token may come in
 */
@SuppressWarnings("ArrayRecordComponent") // one is never compared with another
public record AuthOptions(
        byte @Nullable [] secret,
        List<PublicKey> publicKeys,
        @Nullable URI keySet,
        @Nullable String issuer,
        @Nullable String audience,
        boolean anonymous) {
    /** Without any key, and open to all. */
    public static final AuthOptions NONE = new AuthOptions(null, List.of(), null, null, null, true);

    public AuthOptions {
        publicKeys = List.copyOf(publicKeys);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "AuthOptions[secret=" + (secret == null ? "none" : "***") + ", publicKeys=" + publicKeys.size()
                + ", keySet=" + keySet + ", issuer=" + issuer + ", audience=" + audience + ", anonymous=" + anonymous
                + "]";
    }
}
