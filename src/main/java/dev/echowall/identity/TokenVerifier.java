package dev.echowall.identity;

import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a token, in the order of {@link Check}. For each, right or wrong, as many signatures are checked as there are keys
 * that it could be signed with, and one if there are none: so a refusal takes about as long whatever it is for. Claims are
 * read after that, and only if a signature was right. Immutable; may be used from any thread.
 */
final class TokenVerifier {
    /** By so much the clocks of who makes tokens and of who checks them may differ. */
    static final long SKEW_SECONDS = 30;

    /** What a token is used for. */
    enum Kind {
        CONNECTION,
        SUBSCRIPTION
    }

    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final InstantSource clock;

    /**
     * @param issuer null is any; likewise the audience
     */
    TokenVerifier(@Nullable String issuer, @Nullable String audience, InstantSource clock) {
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    Examination examine(CompactToken token, KeySet keys, Kind kind) {
        List<VerificationKey> fitting = token.fault() == null ? keys.fitting(token) : List.of();
        boolean right = false;
        for (VerificationKey key : fitting) {
            right |= key.verify(token.algorithm(), token.signed(), token.signature());
        }
        VerificationKey decoy = fitting.isEmpty() ? keys.decoy() : null;
        if (decoy != null) {
            decoy.verify(null, token.signed(), token.signature());
        }
        if (token.fault() != null) {
            return new Examination(token, token.fault(), null);
        }
        if (fitting.isEmpty()) {
            return new Examination(token, new Fault(Check.KEY, "there is no key for it"), null);
        }
        if (!right) {
            return new Examination(token, new Fault(Check.SIGNATURE, "its signature is wrong"), null);
        }
        try {
            TokenClaims claims = TokenClaims.read(token.payload());
            return new Examination(token, fault(claims, kind), claims);
        } catch (IllegalArgumentException bad) {
            return new Examination(token, new Fault(Check.CLAIMS, String.valueOf(bad.getMessage())), null);
        }
    }

    private @Nullable Fault fault(TokenClaims claims, Kind kind) {
        if (kind == Kind.CONNECTION && claims.channel() != null) {
            return new Fault(Check.KIND, "it is for a channel, and not for a connection");
        }
        if (kind == Kind.SUBSCRIPTION && claims.channel() == null) {
            return new Fault(Check.KIND, "it is for no channel");
        }
        if (issuer != null && !issuer.equals(claims.issuer())) {
            return new Fault(Check.ISSUER, "its iss is not auth.issuer");
        }
        if (audience != null && !claims.audience().contains(audience)) {
            return new Fault(Check.AUDIENCE, "its aud does not have auth.audience");
        }
        long now = now();
        if (claims.begins() > now + SKEW_SECONDS) {
            return new Fault(Check.TIME, "its time has not begun");
        }
        if (claims.expires() != 0 && now >= claims.expires() + SKEW_SECONDS) {
            return new Fault(Check.TIME, "it has expired");
        }
        return null;
    }

    /**
     * Until when what a token permits goes on, in seconds since 1970: what it says, or a little longer for one that was let in
     * because of a clock that is behind. 0 is for ever.
     */
    long until(TokenClaims claims) {
        long expires = claims.expires();
        return expires == 0 || now() < expires ? expires : expires + SKEW_SECONDS;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
