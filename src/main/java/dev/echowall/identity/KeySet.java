package dev.echowall.identity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The currently known keys. Immutable.
 *
 * @param keys the secret and the keys of files, with which any token may be checked, and those of a key set, which have names
 */
record KeySet(List<VerificationKey> keys) {
    KeySet {
        keys = List.copyOf(keys);
    }

    KeySet with(List<VerificationKey> more) {
        List<VerificationKey> all = new ArrayList<>(keys);
        all.addAll(more);
        return new KeySet(all);
    }

    /**
     * The keys for this token: of its algorithm, and with its key id if they have one. A token that names
     * none may be checked with a named one if that is the only one of its algorithm.
     */
    List<VerificationKey> fitting(CompactToken token) {
        Algorithm algorithm = token.algorithm();
        if (algorithm == null) {
            return List.of();
        }
        List<VerificationKey> fitting = new ArrayList<>();
        List<VerificationKey> named = new ArrayList<>();
        for (VerificationKey key : keys) {
            if (key.isFor(algorithm)) {
                (key.id() == null ? fitting : named).add(key);
            }
        }
        String id = token.keyId();
        if (id == null) {
            if (named.size() == 1) {
                fitting.add(named.get(0));
            }
        } else {
            named.stream().filter(key -> id.equals(key.id())).findFirst().ifPresent(fitting::add);
        }
        return fitting;
    }

    /** Whether there is one with the token's key id and algorithm. */
    boolean knowsNameOf(CompactToken token) {
        Algorithm algorithm = token.algorithm();
        String id = token.keyId();
        return algorithm != null
                && keys.stream()
                        .anyMatch(
                                key -> key.id() != null && (id == null || id.equals(key.id())) && key.isFor(algorithm));
    }

    /** The key for checking signatures that cannot be valid; null if there is no key at all. */
    @Nullable
    VerificationKey decoy() {
        return keys.isEmpty() ? null : keys.get(0);
    }
}
