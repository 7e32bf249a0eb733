package dev.echowall.config;

import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is who: how the tokens of clients are checked.
 *
 * @param hmacSecret of HS256, HS384 and HS512
 * @param hmacSecretFile where {@code hmacSecret} was read from, when it was a file
 * @param publicKeys those of all files, each of a kind that tokens may be checked with
 * @param jwksUrl where more keys are
 * @param issuer that a token's {@code iss} has to be
 * @param audience that a token's {@code aud} has to be or to contain
 * @param cookie the name of the cookie that may carry the token
 * @param anonymous whether clients without a token are accepted
 * @param personalChannel whether a user who connects is subscribed to the channel {@code #user}
 * @param connectUrl where the application is asked who a client without a token is
 */
public record AuthConfig(
        @Nullable String hmacSecret,
        @Nullable Path hmacSecretFile,
        List<PublicKey> publicKeys,
        @Nullable URI jwksUrl,
        @Nullable String issuer,
        @Nullable String audience,
        @Nullable String cookie,
        boolean anonymous,
        boolean personalChannel,
        @Nullable URI connectUrl) {
    public AuthConfig {
        publicKeys = List.copyOf(publicKeys);
    }

    /** Whether there is anything that a token could be checked with. */
    public boolean hasKeys() {
        return hmacSecret != null || !publicKeys.isEmpty() || jwksUrl != null;
    }

    /** Says whether there is a secret, never which. */
    @Override
    public String toString() {
        return "AuthConfig[hmacSecret=" + (hmacSecret == null ? "none" : "***") + ", hmacSecretFile=" + hmacSecretFile
                + ", publicKeys=" + publicKeys.size() + ", jwksUrl=" + jwksUrl + ", issuer=" + issuer + ", audience="
                + audience + ", cookie=" + cookie + ", anonymous=" + anonymous + ", personalChannel=" + personalChannel
                + ", connectUrl=" + connectUrl + "]";
    }
}
