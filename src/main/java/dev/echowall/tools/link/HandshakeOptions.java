package dev.echowall.tools.link;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the handshake. */
public final class HandshakeOptions {
    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            converter = Header.Converter.class,
            description = "Add a header to the handshake. Repeatable.")
    public List<Header> headers = new ArrayList<>();

    @Option(
            names = {"-o", "--origin"},
            paramLabel = "ORIGIN",
            description = "Send this Origin header, as a page of this site would. Default: none.")
    @Nullable
    public String origin;

    @Option(
            names = {"-s", "--subprotocol"},
            paramLabel = "NAME",
            description = "Offer this subprotocol. Repeatable.")
    public List<String> subprotocols = new ArrayList<>();

    @Option(
            names = {"-n", "--no-check"},
            description = "With wss://, accept any certificate.")
    public boolean trusting;
}
