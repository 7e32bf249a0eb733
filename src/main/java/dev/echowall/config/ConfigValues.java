package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The values of all keys so far, and where each comes from; later values override earlier ones. */
public final class ConfigValues {
    public static final String DEFAULT = "default";
    static final String BUILT_IN = "built-in conf/echowall.yaml";

    private record Value(JsonNode json, String origin) {}

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Set<String> namespaces = new TreeSet<>();
    private final Set<String> faults = new LinkedHashSet<>();

    /**
     * @param origin the file or variable that has it
     * @throws ConfigException if the value has the wrong type, even if a later one would override it
     */
    void put(Setting<?> setting, JsonNode json, String origin) {
        values.put(setting.path(), new Value(json, origin));
        find(setting);
    }

    /**
     * Runs a step of reading or checking. An error is kept for {@link #throwFaults}, so that all errors are reported at
     * once.
     */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (ConfigException wrong) {
            faults.addAll(wrong.lines());
        }
    }

    /** @throws ConfigException if any attempt has failed */
    void throwFaults() {
        if (!faults.isEmpty()) {
            throw new ConfigException(List.copyOf(faults));
        }
    }

    void declare(String namespace) {
        namespaces.add(namespace);
    }

    /** All namespaces that occur, including {@value DEFAULT}. */
    Set<String> namespaces() {
        return namespaces;
    }

    <T> @Nullable T find(Setting<T> setting) {
        Value value = values.get(setting.path());
        if (value == null) {
            return null;
        }
        try {
            return setting.type().read(value.json());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(value.origin() + ": " + setting.path() + ": " + e.getMessage());
        }
    }

    /** The value of a key that has a default. */
    public <T> T get(Setting<T> setting) {
        T value = find(setting);
        if (value == null) {
            throw new ConfigException(BUILT_IN + ": " + setting.path() + ": has no default, allowed is one");
        }
        return value;
    }

    /** The namespace's value of this option, or else that of {@value DEFAULT}. */
    <T> T option(String namespace, Setting<T> option) {
        T own = find(option.of(namespace));
        return own == null ? get(option.of(DEFAULT)) : own;
    }

    /**
     * The same for an option without a built-in value that takes the place of another option: a namespace that sets the other one itself
     * does not take this one from {@value DEFAULT}.
     */
    <T> @Nullable T option(String namespace, Setting<T> option, Setting<?> instead) {
        T own = find(option.of(namespace));
        boolean decided = own != null || find(instead.of(namespace)) != null;
        return decided && !namespace.equals(DEFAULT) ? own : find(option.of(DEFAULT));
    }

    /**
     * A message about several keys that conflict.
     *
     * @return {@code origin: key: sentence}, for the first of them that is set
     */
    String about(String sentence, Setting<?>... together) {
        Setting<?> blamed = Arrays.stream(together)
                .filter(setting -> !origin(setting).equals(BUILT_IN))
                .findFirst()
                .orElse(together[0]);
        return origin(blamed) + ": " + blamed.path() + ": " + sentence;
    }

    private String origin(Setting<?> setting) {
        Value value = values.get(setting.path());
        return value == null ? BUILT_IN : value.origin();
    }
}
