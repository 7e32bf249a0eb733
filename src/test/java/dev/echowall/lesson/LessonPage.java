package dev.echowall.lesson;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The lesson as a page of the server, out of its Markdown. */
final class LessonPage {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());

    /** The documents that are pages, and their addresses. */
    private static final Map<String, String> PAGES =
            Map.of("lesson.md", "./lesson", "lesson.zh-CN.md", "./lesson.zh-CN");

    private final String language;
    private final String wall;
    private final String markdown;

    LessonPage(String markdown, boolean chinese) {
        this.markdown = markdown;
        this.language = chinese ? "zh-CN" : "en";
        this.wall = chinese ? "回到回音壁" : "Back to the wall";
    }

    String html() {
        Node document = Parser.builder().extensions(EXTENSIONS).build().parse(markdown);
        document.accept(new Links());
        String body = HtmlRenderer.builder().extensions(EXTENSIONS).build().render(document);
        return """
                <!doctype html>
                <html lang="%s">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <meta name="color-scheme" content="light dark">
                  <title>%s</title>
                  <link rel="icon" href="./echowall.svg" type="image/svg+xml">
                  <script src="./js/theme.js"></script>
                  <link rel="stylesheet" href="./css/base.css">
                  <link rel="stylesheet" href="./css/document.css">
                </head>
                <body>
                <header class="bar"><a class="brand" href="./"><img src="./echowall.svg" alt="" width="28" height="28"><span>Echowall</span></a><a class="back" href="./">%s</a></header>
                <main class="document">
                %s</main>
                </body>
                </html>
                """.formatted(language, title(), wall, body);
    }

    private String title() {
        return Stream.of(markdown.split("\n", 2)).findFirst().orElseThrow().replaceFirst("^# ", "");
    }

    /** What is a page of the server is linked to as such; of other documents the reader is told the name. */
    private static final class Links extends AbstractVisitor {
        @Override
        public void visit(Link link) {
            String target = link.getDestination();
            String file = target.replaceFirst("#.*", "");
            String anchor = target.substring(file.length());
            if (PAGES.containsKey(file)) {
                link.setDestination(PAGES.get(file) + anchor);
            } else if (!file.isEmpty() && !target.contains("://")) {
                link.insertBefore(new Code("docs/" + file));
                link.unlink();
            }
            visitChildren(link);
        }

        /** Comments for the tests. */
        @Override
        public void visit(HtmlBlock block) {
            block.unlink();
        }
    }
}
