package dev.echowall.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.echowall.channel.ChannelName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads one file, key by key. */
final class ConfigFile {
    private static final int LARGEST = 1 << 20;
    private static final String ALLOWED = ", allowed is a YAML or JSON file";

    private final String origin;
    private final ConfigValues values;

    private ConfigFile(String origin, ConfigValues values) {
        this.origin = origin;
        this.values = values;
    }

    /** Reads the defaults from the documented configuration file that is part of the program. */
    static void readBuiltIn(ConfigValues values) {
        ConfigFile file = new ConfigFile(ConfigValues.BUILT_IN, values);
        try (InputStream text = ConfigFile.class.getResourceAsStream("/conf/echowall.yaml")) {
            if (text == null) {
                throw file.fault("is missing in this build" + ALLOWED);
            }
            file.root(file.parse(new String(text.readAllBytes(), StandardCharsets.UTF_8), false));
        } catch (IOException e) {
            throw file.fault("cannot be read" + ALLOWED);
        }
    }

    /** @throws ConfigException if the file cannot be read or has errors */
    static void read(Path path, ConfigValues values) {
        ConfigFile file = new ConfigFile(InvalidValue.line(path.toString()), values);
        boolean json = path.toString().toLowerCase(Locale.ROOT).endsWith(".json");
        file.root(file.parse(file.text(path), json));
    }

    private String text(Path path) {
        if (Files.isDirectory(path)) {
            throw fault("is a directory" + ALLOWED);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw fault("is too large, allowed is 1 MiB");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw fault("does not exist" + ALLOWED);
        } catch (CharacterCodingException e) {
            throw fault("is not UTF-8, allowed is text in UTF-8");
        } catch (IOException e) {
            throw fault("cannot be read (" + e.getClass().getSimpleName() + ")" + ALLOWED);
        }
    }

    private JsonNode parse(String text, boolean json) {
        try {
            return json && !text.isBlank() ? ConfigParser.json(text) : ConfigParser.yaml(text);
        } catch (IllegalArgumentException e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private void root(JsonNode root) {
        if (root.isMissingNode() || root.isNull()) {
            return;
        }
        String allowed = String.join(", ", Settings.sections());
        if (!root.isObject()) {
            throw fault("the top level is " + InvalidValue.type(root) + ", allowed is a mapping of " + allowed);
        }
        each(root, this::section);
    }

    private void section(String name, JsonNode section) {
        if (!Settings.sections().contains(name)) {
            Set<String> known = new LinkedHashSet<>(Settings.fixed());
            known.addAll(Settings.sections());
            throw unknown(name, known, Settings.sections());
        }
        if (name.equals(Settings.CHANNELS)) {
            each(mapping(name, section, "namespaces"), this::namespace);
            return;
        }
        Collection<String> allowed = Settings.in(name);
        each(mapping(name, section, String.join(", ", allowed)), (key, value) -> {
            String path = name + "." + key;
            Collection<String> below = Settings.in(path);
            if (below.isEmpty()) {
                value(path, value, Settings.fixed(), allowed);
            } else {
                each(
                        mapping(path, value, String.join(", ", below)),
                        (deeper, one) -> value(path + "." + deeper, one, Settings.fixed(), below));
            }
        });
    }

    /** Continues after an error, so that all errors are found. */
    private void each(JsonNode mapping, BiConsumer<String, JsonNode> reading) {
        mapping.properties().forEach(one -> values.attempt(() -> reading.accept(one.getKey(), one.getValue())));
    }

    private void namespace(String name, JsonNode options) {
        if (!isNamespace(name)) {
            throw fault(Settings.CHANNELS + ": " + InvalidValue.plain('"' + name + '"')
                    + " is not a namespace, allowed is 1 to 255 of A-Z a-z 0-9 . _ -");
        }
        values.declare(name);
        String path = Settings.CHANNELS + "." + name;
        Collection<String> known =
                Settings.options().stream().map(option -> path + "." + option).toList();
        each(
                mapping(path, options, String.join(", ", Settings.options())),
                (option, value) -> value(path + "." + option, value, known, Settings.options()));
    }

    private void value(String path, JsonNode value, Collection<String> known, Collection<String> allowed) {
        Setting<?> setting = known.contains(path) ? Settings.find(path) : null;
        if (setting == null) {
            throw unknown(path, known, allowed);
        }
        if (!value.isNull() && !(value.isTextual() && value.textValue().isEmpty())) {
            values.put(setting, value, origin);
        }
    }

    /** The node if it is a mapping, an empty mapping if there is none. */
    private JsonNode mapping(String path, JsonNode node, String allowed) {
        if (!node.isObject() && !node.isNull()) {
            String fault = InvalidValue.type(node, "a mapping of " + allowed).getMessage();
            throw fault(path + ": " + fault);
        }
        return node;
    }

    private ConfigException unknown(String path, Collection<String> known, Collection<String> allowed) {
        String hint = known.contains(path)
                ? "is written with a dot, allowed is " + path.replaceFirst("\\.", ": { ") + ": … }"
                : "unknown key, "
                        + SuggestedName.closestTo(path, known)
                                .map(nearest -> "did you mean " + nearest + "?")
                                .orElse("allowed is " + String.join(", ", allowed));
        return fault(InvalidValue.plain(path) + ": " + hint);
    }

    private static boolean isNamespace(String name) {
        try {
            return ChannelName.of(name).namespace().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ConfigException fault(String sentence) {
        return new ConfigException(origin + ": " + sentence);
    }
}
