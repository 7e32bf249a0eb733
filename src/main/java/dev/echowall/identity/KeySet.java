package dev.echowall.identity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are known now. Immutable.
 *
 * @param keys the secret and those of files, which any token may be checked with; and those of a key set, which have names
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
     * Those that the token may be checked with: of its algorithm, and of its name if they have one. A token that names
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

    /** Whether there is one of that name for the algorithm that the token says. */
    boolean knowsNameOf(CompactToken token) {
        Algorithm algorithm = token.algorithm();
        String id = token.keyId();
        return algorithm != null
                && keys.stream()
                        .anyMatch(
                                key -> key.id() != null && (id == null || id.equals(key.id())) && key.isFor(algorithm));
    }

    /** The one that signatures are checked with which cannot be right; null when there is no key at all. */
    @Nullable
    VerificationKey decoy() {
        return keys.isEmpty() ? null : keys.get(0);
    }
}
