package dev.echowall.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code ECHOWALL_*} variables. An unknown one is only a warning, because Kubernetes sets some for its
 * services.
 */
final class ConfigEnvironment {
    private static final String CHANNELS = Setting.variable(Settings.CHANNELS) + "_";

    private final ConfigValues values;
    private final Map<String, String> fixed;

    private ConfigEnvironment(ConfigValues values) {
        this.values = values;
        fixed = Settings.fixed().stream().collect(Collectors.toMap(Setting::variable, Function.identity()));
    }

    /**
     * Reads every variable that has a value; an empty one counts as unset.
     *
     * @param values contains the values of the file, whose namespaces may be referred to; collects the errors
     * @return the warnings
     */
    static List<String> read(Map<String, String> environment, ConfigValues values) {
        ConfigEnvironment reader = new ConfigEnvironment(values);
        List<String> warnings = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(Setting.VARIABLES) && !text.isBlank()) {
                values.attempt(() -> reader.read(variable, text.strip()).ifPresent(warnings::add));
            }
        });
        return warnings;
    }

    /** Returns a warning if there is a reason for one. */
    private Optional<String> read(String variable, String text) {
        String path = variable.startsWith(CHANNELS) ? option(variable) : fixed.get(variable);
        Setting<?> setting = path == null ? null : Settings.find(path);
        if (setting == null) {
            return Optional.of(InvalidValue.plain(variable) + ": unknown variable, ignored" + hint(variable));
        }
        try {
            values.put(setting, setting.type().written(text), variable);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(variable + ": " + path + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private @Nullable String option(String variable) {
        for (String option : Settings.options()) {
            String ending = Setting.variable(option).substring(Setting.VARIABLES.length() - 1);
            int end = variable.length() - ending.length();
            if (variable.endsWith(ending) && end > CHANNELS.length()) {
                String namespace = namespace(variable, variable.substring(CHANNELS.length(), end));
                return namespace == null ? null : Settings.CHANNELS + "." + namespace + "." + option;
            }
        }
        return null;
    }

    /** The namespace that is written this way in a variable; a new one if the spelling is unambiguous. */
    private @Nullable String namespace(String variable, String written) {
        List<String> meant = values.namespaces().stream()
                .filter(known -> Setting.variable(known).equals(Setting.VARIABLES + written))
                .toList();
        if (meant.size() > 1) {
            throw new ConfigException(
                    variable + ": could mean " + String.join(" or ", meant) + ", allowed is to say it in the file");
        }
        if (meant.isEmpty() && written.matches("[A-Z0-9]+")) {
            String fresh = written.toLowerCase(Locale.ROOT);
            values.declare(fresh);
            return fresh;
        }
        return meant.isEmpty() ? null : meant.get(0);
    }

    private static String hint(String variable) {
        String typed = variable.substring(Setting.VARIABLES.length()).toLowerCase(Locale.ROOT);
        return SuggestedName.closestTo(typed, Settings.fixed())
                .map(path -> "; did you mean " + Setting.variable(path) + "?")
                .orElse("");
    }
}
