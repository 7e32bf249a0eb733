package dev.echowall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;

/** The documents' links to each other, to files of the project and to pictures lead somewhere. */
class LinksDocTest {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer HTML =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();
    private static final Pattern IN_HTML = Pattern.compile("(?:src|srcset|href)=\"([^\"]+)\"");

    @Test
    void every_relative_link_of_the_documents_has_its_target() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> documents = documents();
        for (Path document : documents) {
            links(document).stream()
                    .filter(link -> !link.contains("://") && !leadsSomewhere(document, link))
                    .forEach(link -> broken.add(document + ": " + link));
        }

        assertThat(documents).hasSizeGreaterThan(30);
        assertThat(broken).isEmpty();
    }

    @Test
    void a_link_to_a_missing_file_or_heading_is_noticed() {
        Path document = Path.of("docs/protocol.md");

        assertThat(leadsSomewhere(document, "#close-codes")).isTrue();
        assertThat(leadsSomewhere(document, "#no-such-heading")).isFalse();
        assertThat(leadsSomewhere(document, "operations.md#limits")).isTrue();
        assertThat(leadsSomewhere(document, "no-such-file.md")).isFalse();
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || HTML.render(parsed(target)).contains(" id=\"" + parts[1] + "\"")
                || !target.toString().endsWith(".md");
    }

    private static List<String> links(Path document) {
        List<String> found = new ArrayList<>();
        parsed(document).accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                found.add(link.getDestination());
                visitChildren(link);
            }

            @Override
            public void visit(Image image) {
                found.add(image.getDestination());
            }

            @Override
            public void visit(HtmlBlock block) {
                IN_HTML.matcher(block.getLiteral())
                        .results()
                        .map(match -> match.group(1))
                        .forEach(found::add);
            }
        });
        return found;
    }

    private static Node parsed(Path document) {
        return PARSER.parse(Excerpt.text(document.toString()));
    }

    private static List<Path> documents() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> root = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(found::add);
        }
        return found;
    }
}
