package dev.echowall.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.testing.RawClient;
import dev.echowall.testing.RawClient.Answer;
import dev.echowall.testing.TestNode;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start("");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Answer ask(String method, String path, String headers) {
        return RawClient.ask(node.port(), method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private static Answer get(String path) {
        return ask("GET", path, "");
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html; charset=utf-8",
        "/index.html,text/html; charset=utf-8",
        "/css/base.css,text/css; charset=utf-8",
        "/js/main.js,text/javascript; charset=utf-8",
        "/echowall.svg,image/svg+xml"
    })
    void each_file_comes_with_its_type_and_its_guards(String path, String type) {
        Answer answer = get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo(type);
        assertThat(answer.header("content-security-policy")).startsWith("default-src 'self'");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("cache-control")).isEqualTo("no-cache");
        assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.body()).isNotEmpty();
    }

    @Test
    void the_query_is_of_no_matter() {
        assertThat(get("/?lang=zh").body()).isEqualTo(get("/").body());
    }

    @Test
    void what_has_not_changed_is_not_sent_again() {
        for (String encoding : new String[] {"", "Accept-Encoding: gzip\r\n"}) {
            String tag = ask("GET", "/", encoding).header("etag");
            Answer again = ask("GET", "/", encoding + "If-None-Match: " + tag + "\r\n");
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.header("etag")).isEqualTo(tag);
            assertThat(ask("GET", "/", encoding + "If-None-Match: \"other\"\r\n")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void head_says_the_length_and_sends_nothing() {
        try (RawClient client = RawClient.connect(node.port())) {
            Answer head =
                    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").answer(true);
            assertThat(head.status()).isEqualTo(200);
            Answer get =
                    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").answer(false);
            assertThat(head.header("content-length")).isEqualTo("" + get.body().length);
        }
    }

    @Test
    void who_takes_gzip_gets_it() throws IOException {
        Answer plain = get("/js/main.js");
        Answer small = ask("GET", "/js/main.js", "Accept-Encoding: br, gzip;q=0.5\r\n");
        assertThat(small.header("content-encoding")).isEqualTo("gzip");
        assertThat(small.header("etag")).isNotEqualTo(plain.header("etag"));
        assertThat(small.body()).hasSizeLessThan(plain.body().length);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(ask("GET", "/js/main.js", "Accept-Encoding: br, gzip;q=0\r\n")
                        .header("content-encoding"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../logback-json.xml",
                "/js/../../logback-json.xml",
                "/js/../../../../../../../etc/passwd",
                "/%2e%2e/logback-json.xml",
                "/%2e%2e%2flogback-json.xml",
                "/..%2flogback-json.xml",
                "/..%5clogback-json.xml",
                "/..\\logback-json.xml",
                "/%252e%252e/logback-json.xml",
                "/..;/logback-json.xml",
                "/.%00./logback-json.xml",
                "/index.html%00.js",
                "//etc/passwd",
                "///etc/passwd",
                "/js//../../logback-json.xml",
                "/./../logback-json.xml",
                "/file:///etc/passwd",
                "/jar:file:/x.jar!/logback-json.xml",
                "/web/index.html",
                "/js/",
                "/js",
                "/css/..",
                "/%c0%ae%c0%ae/logback-json.xml",
                "/%uff0e%uff0e/logback-json.xml",
                "/dev/echowall/app/Main.class",
                "/META-INF/MANIFEST.MF",
                "/echowall.properties",
                "/conf/echowall.yaml",
                "/.git/config",
                "/index.html/",
                "/INDEX.HTML",
                "/js/main.js%20",
                "/js/main.js."
            })
    void no_address_leads_out_of_the_page(String path) {
        Answer answer = get(path);
        assertThat(answer.status()).isBetween(400, 404);
        assertThat(new JsonObject(answer.text()).getJsonObject("error").getString("message"))
                .isNotBlank();
        assertThat(answer.text()).doesNotContain("root:", "appender", "<html");
    }
}
