package dev.echowall.clients;

import dev.echowall.testing.NodeProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The clients that docs/clients.md shows, by Centrifugal's SDKs, and that take {@code URL TOKEN_URL CHANNEL [MESSAGE]}. */
enum DocumentedSdkClient {
    NODE {
        @Override
        List<String> command() {
            return List.of(Sdk.node(), PROGRAMS + "centrifuge_client.mjs");
        }
    },
    JAVA {
        @Override
        List<String> command() {
            return List.of(
                    NodeProcess.ownJava(),
                    "-XX:TieredStopAtLevel=1", // quicker to start
                    "-cp",
                    System.getProperty("java.class.path"),
                    PROGRAMS + "CentrifugeClient.java");
        }
    },
    PYTHON {
        @Override
        List<String> command() {
            return List.of(Sdk.python(), PROGRAMS + "centrifuge_client.py");
        }
    },
    GO {
        @Override
        List<String> command() {
            Path program = NodeProcess.HOME.resolve("target/centrifuge-client");
            return List.of(Sdk.goProgram(program, "../../centrifuge_client.go"));
        }
    };

    private static final String PROGRAMS = "src/test/clients/";

    /** How to start it; skips the test when it cannot be run here. */
    abstract List<String> command();

    ClientProcess start(String... arguments) {
        List<String> command = new ArrayList<>(command());
        command.addAll(List.of(arguments));
        return ClientProcess.start(command);
    }
}
