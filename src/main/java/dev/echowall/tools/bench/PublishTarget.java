package dev.echowall.tools.bench;

import dev.echowall.tools.link.Target;
import picocli.CommandLine.ITypeConverter;

/**
 * Where messages are published.
 *
 * @param posting whether by HTTP POST; else as text messages on a WebSocket
 */
record PublishTarget(Target target, boolean posting) {
    /** For picocli: the scheme decides. */
    static final class Converter implements ITypeConverter<PublishTarget> {
        @Override
        public PublishTarget convert(String typed) {
            return new PublishTarget(
                    Target.of(typed), typed.strip().regionMatches(true, 0, "http", 0, "http".length()));
        }
    }
}
