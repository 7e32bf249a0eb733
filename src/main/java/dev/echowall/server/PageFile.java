package dev.echowall.server;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the page, kept in memory plain and compressed.
 *
 * @param hash changes with the bytes
 * @param gzip the compressed bytes; null if they are not smaller
 */
record PageFile(String type, Buffer bytes, @Nullable Buffer gzip, String hash) {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png");

    /**
     * All files of the folder {@code web} on the class path, by their paths. Blocks.
     *
     * @throws UncheckedIOException if they cannot be read
     */
    static Map<String, PageFile> all() {
        URL index = Objects.requireNonNull(PageFile.class.getResource("/web/index.html"), "the page is missing");
        try {
            if (!index.getProtocol().equals("jar")) {
                return walk(folder(Path.of(index.toURI())));
            }
            URL jar = ((JarURLConnection) index.openConnection()).getJarFileURL();
            try (FileSystem inside = FileSystems.newFileSystem(Path.of(jar.toURI()))) {
                return walk(inside.getPath("/web"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the address of our own jar", e);
        }
    }

    private static Path folder(Path index) {
        return Objects.requireNonNull(index.getParent());
    }

    private static Map<String, PageFile> walk(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            return files.stream().collect(Collectors.toMap(file -> address(root, file), PageFile::read));
        }
    }

    private static String address(Path root, Path file) {
        return "/" + root.relativize(file).toString().replace('\\', '/');
    }

    private static PageFile read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            byte[] small = gzip(bytes);
            String name = file.toString();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            return new PageFile(
                    type,
                    Buffer.buffer(bytes),
                    small.length < bytes.length ? Buffer.buffer(small) : null,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
