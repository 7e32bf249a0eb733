package dev.echowall.tools.link;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether to publish through the server API, and its key. */
public final class ApiOptions {
    @Option(
            names = "--api",
            paramLabel = "URL",
            converter = Target.Converter.class,
            description = "Publish through the server API at this management address, to any channel, for example"
                    + " http://127.0.0.1:9080.")
    private @Nullable Target api;

    @Mixin
    private ApiKeyOptions key = new ApiKeyOptions();

    /** Returns the chosen route, and prints a warning if others can see the key. */
    public PublishRoute route(Map<String, String> environment, StatusPrinter status) {
        if (api == null) {
            return new PublishRoute(null, null);
        }
        return new PublishRoute(api, key.key(environment, status));
    }
}
