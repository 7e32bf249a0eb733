package dev.echowall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.echowall.testing.NodeProcess;
import dev.echowall.testing.RequiredTool;
import dev.echowall.testing.RunningBrowser;
import dev.echowall.testing.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The diagrams of the documents, drawn by the program that draws them where they are read. */
class DiagramsBrowserIT {
    private static final Pattern DIAGRAM =
            Pattern.compile("^```mermaid\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final RunningBrowser browser = new RunningBrowser();

    @TempDir
    private static Path directory;

    @Test
    void every_diagram_of_the_documents_can_be_drawn() throws IOException {
        Map<String, String> diagrams = diagrams();
        assertThat(diagrams).isNotEmpty();
        Tab tab = drawingPage();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> each : diagrams.entrySet()) {
            String drawn = tab.eval("mermaid.render('drawn', " + JSON.writeValueAsString(each.getValue())
                            + ").then(done => done.svg, why => String(why))")
                    .asText();
            if (!drawn.startsWith("<svg")) {
                wrong.add(each.getKey() + ": " + drawn);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_diagram_that_is_none_is_told_apart() throws IOException {
        assertThat(drawingPage()
                        .eval("mermaid.render('drawn', 'sequenceDiagram\\n  Note over A: one; two: three')"
                                + ".then(done => done.svg, why => String(why))")
                        .asText())
                .contains("error");
    }

    private static Tab drawingPage() throws IOException {
        Path page = Files.writeString(
                directory.resolve("page.html"),
                "<!doctype html><title>diagrams</title><script src=\""
                        + mermaid().toUri() + "\"></script>");
        Tab tab = browser.visitor().tab(page.toUri().toString());
        tab.eval("mermaid.initialize({ startOnLoad: false })");
        return tab;
    }

    /** As {@code bin/test} has fetched it, the newest if there are several. */
    private static Path mermaid() throws IOException {
        Path fetched = NodeProcess.HOME.resolve("node_modules/.mermaid");
        if (!Files.isDirectory(fetched)) {
            throw RequiredTool.missing("npm's mermaid, which bin/test fetches");
        }
        try (Stream<Path> versions = Files.list(fetched)) {
            return versions.map(each -> each.resolve("mermaid.min.js"))
                    .filter(Files::isRegularFile)
                    .max(Path::compareTo)
                    .orElseThrow(() -> RequiredTool.missing("npm's mermaid, which bin/test fetches"));
        }
    }

    private static Map<String, String> diagrams() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(NodeProcess.HOME.resolve("docs"))) {
            docs.forEach(documents::add);
        }
        try (Stream<Path> others = Files.list(NodeProcess.HOME)) {
            others.forEach(documents::add);
        }
        documents.removeIf(each -> !each.toString().endsWith(".md"));
        for (Path file : documents) {
            Matcher matcher = DIAGRAM.matcher(Files.readString(file));
            while (matcher.find()) {
                found.put(file.getFileName() + " at " + matcher.start(), matcher.group(1));
            }
        }
        return found;
    }
}
