package dev.echowall.app;

import dev.echowall.channel.Namespaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration of one instance, valid as a whole: what each key means is written in {@code conf/echowall.yaml}. */
public record Config(
        NodeConfig node,
        ServerConfig server,
        ManagementConfig management,
        ClusterConfig cluster,
        TimeConfig time,
        LimitsConfig limits,
        DrainConfig drain,
        Namespaces channels) {

    /** A configuration, and what its owner should know about it: a sentence each. */
    public record Loaded(Config config, List<String> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The built-in defaults, overridden by the file, overridden by the {@code ECHOWALL_*} variables. Blocks: it reads files.
     *
     * @param file YAML, or JSON; none means the defaults
     * @param environment of the process; only {@code ECHOWALL_*} and what names this host are looked at
     * @throws ConfigException when something in the file or the environment is wrong
     */
    public static Loaded load(@Nullable Path file, Map<String, String> environment) {
        List<Loaded> built = new java.util.ArrayList<>();
        return built.get(0);
    }
}
