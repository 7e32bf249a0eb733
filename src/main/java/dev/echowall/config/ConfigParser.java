package dev.echowall.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Strict parsing of YAML and JSON into a tree: no duplicate keys, no second document, no aliases. */
final class ConfigParser {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");
    private static final Pattern LINE = Pattern.compile("line (\\d+), column");

    private ConfigParser() {}

    /**
     * @throws IllegalArgumentException with the line, what is wrong there, and what is allowed
     */
    static JsonNode yaml(String text) {
        try {
            refuseAliases(text);
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(fault(e, "YAML"), e);
        }
    }

    /**
     * @throws IllegalArgumentException with the line, what is wrong there, and what is allowed
     */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(fault(e, "JSON"), e);
        }
    }

    static JsonNode list(Collection<? extends JsonNode> items) {
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }

    /** Jackson reads an alias as a string, its own name: a wrong value instead of an error. */
    private static void refuseAliases(String text) throws IOException {
        try (JsonParser parser = YAML.createParser(text)) {
            while (parser.nextToken() != null) {
                if (((YAMLParser) parser).isCurrentAlias()) {
                    int line = parser.currentTokenLocation().getLineNr();
                    throw new IllegalArgumentException("line " + line + ": *" + InvalidValue.plain(parser.getText())
                            + " is an alias, allowed is the value itself");
                }
            }
        }
    }

    private static String fault(IOException e, String language) {
        String message =
                e instanceof JsonProcessingException j ? j.getOriginalMessage() : String.valueOf(e.getMessage());
        String where = "line " + line(e, message) + ": ";
        var duplicate = DUPLICATE.matcher(message);
        if (duplicate.matches()) {
            return where + "the key " + InvalidValue.plain(duplicate.group(1)) + " is there twice, allowed is once";
        }
        if (e instanceof MismatchedInputException) {
            return where + "something follows the end, allowed is one document";
        }
        return where + "is not " + language + " (" + problem(message) + "), allowed is " + language;
    }

    /** SnakeYAML indents what it quotes; its last line that is not indented describes the problem. */
    private static String problem(String message) {
        List<String> said = message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .toList();
        return said.isEmpty() ? "unreadable" : InvalidValue.line(said.get(said.size() - 1));
    }

    private static int line(IOException e, String message) {
        List<MatchResult> said = LINE.matcher(message).results().toList();
        if (!said.isEmpty()) {
            return Integer.parseInt(said.get(said.size() - 1).group(1));
        }
        return e instanceof JsonProcessingException j && j.getLocation() != null
                ? j.getLocation().getLineNr()
                : 1;
    }
}
