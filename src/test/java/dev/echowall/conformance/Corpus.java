package dev.echowall.conformance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Data to compress, as long as the original's file of its kind and about as compressible, but of our own making and the
 * same at each run.
 */
final class Corpus {
    private static final String[] WORDS =
            ("der die und in den von zu das mit sich des auf für ist im dem nicht ein Wand "
                            + "Kuppel Flüstern Echo Säule Glück Tür Straße süß Mühe größer schön Geist Erde Himmel Welt Tage Nacht")
                    .split(" ");

    private final String name;
    private final boolean binary;
    /** An octet a character where it is binary. */
    private final String data;

    private Corpus(String name, boolean binary, String data) {
        this.name = name;
        this.binary = binary;
        this.data = data;
    }

    /** In the original's order. */
    static List<Corpus> all() {
        return List.of(
                new Corpus("JSON", false, json(new Random(1)).substring(0, 194_056)),
                new Corpus("a grey picture", true, picture(new Random(2)).substring(0, 263_222)),
                new Corpus("German text", true, german(new Random(3)).substring(0, 222_218)),
                new Corpus("HTML", false, html(new Random(4)).substring(0, 263_647)),
                new Corpus("a PDF", true, pdf(new Random(5)).substring(0, 1_042_328)));
    }

    String name() {
        return name;
    }

    boolean binary() {
        return binary;
    }

    int length() {
        return data.length();
    }

    /** So many characters from there on, from the beginning again where it ends. */
    byte[] octets(int from, int size) {
        int to = (from + size) % data.length();
        String piece = to > from ? data.substring(from, to) : data.substring(from) + data.substring(0, to);
        return piece.getBytes(binary ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static String json(Random random) {
        StringBuilder out = new StringBuilder("[");
        while (out.length() < 200_000) {
            out.append("{\"id\": ")
                    .append(random.nextInt(1_000_000))
                    .append(", \"name\": \"")
                    .append(word(random))
                    .append(' ')
                    .append(word(random))
                    .append("\", \"position\": {\"lat\": ")
                    .append(random.nextInt(180_000_000) / 1e6)
                    .append(", \"lon\": ")
                    .append(random.nextInt(360_000_000) / 1e6)
                    .append("}, \"active\": ")
                    .append(random.nextBoolean())
                    .append(", \"tags\": [\"")
                    .append(word(random))
                    .append("\", \"回音壁\"]},\n ");
        }
        return out.toString();
    }

    private static String picture(Random random) {
        StringBuilder out = new StringBuilder("BM");
        for (int y = 0; y < 515; y++) {
            for (int x = 0; x < 512; x++) {
                double shade = 128 + 90 * Math.sin(x / 40.0) * Math.cos(y / 60.0) + random.nextGaussian() * 4;
                out.append((char) Math.max(0, Math.min(255, (int) shade)));
            }
        }
        return out.toString();
    }

    private static String german(Random random) {
        StringBuilder out = new StringBuilder();
        while (out.length() < 230_000) {
            for (int i = 6 + random.nextInt(4); i > 0; i--) {
                out.append(word(random)).append(i == 1 ? ",\r\n" : " ");
            }
        }
        return out.toString();
    }

    private static String html(Random random) {
        StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html>\n<body>\n");
        while (out.length() < 270_000) {
            out.append("<div class=\"row\"><a href=\"/")
                    .append(word(random))
                    .append('/')
                    .append(random.nextInt(10_000))
                    .append("\">")
                    .append(word(random))
                    .append(" — ")
                    .append(word(random))
                    .append("</a><span style=\"color: #")
                    .append(Integer.toHexString(random.nextInt(0x1000000)))
                    .append("\">回音壁</span></div>\n");
        }
        return out.toString();
    }

    /** Mostly streams that are compressed already. */
    private static String pdf(Random random) {
        StringBuilder out = new StringBuilder("%PDF-1.4\n");
        for (int object = 1; out.length() < 1_050_000; object++) {
            out.append(object).append(" 0 obj\n<< /Length 4000 /Filter /FlateDecode >>\nstream\n");
            for (int i = 0; i < 4000; i++) {
                out.append((char) random.nextInt(256));
            }
            out.append("\nendstream\nendobj\n");
        }
        return out.toString();
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
