package dev.echowall.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Validates values against the schemas of an OpenAPI document, as far as that uses JSON Schema. A keyword that is not
 * known here is an error, so that none is ignored.
 */
public final class JsonSchema {
    private static final List<String> KNOWN = List.of(
            "$ref",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "oneOf",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "minProperties",
            "description",
            "contentEncoding");

    private final JsonNode document;

    /** @param document in which references are looked up */
    public JsonSchema(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with the value; empty if it is valid. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(schema, value, "$", faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> faults) {
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!KNOWN.contains(keyword)) {
                throw new AssertionError("a schema has the keyword " + keyword);
            }
        });
        if (schema.has("$ref")) {
            check(document.at(schema.get("$ref").asText().substring(1)), value, at, faults);
            return;
        }
        if (schema.has("oneOf")) {
            long valid = 0;
            for (JsonNode each : schema.get("oneOf")) {
                valid += faults(each, value).isEmpty() ? 1 : 0;
            }
            fault(valid == 1, at + " is valid against " + valid + " of the alternatives", faults);
        }
        if (schema.has("type")) {
            fault(hasType(schema.get("type").asText(), value), at + " is no " + schema.get("type"), faults);
        }
        limit(
                schema,
                "minimum",
                value.isNumber() && value.asLong() < schema.path("minimum").asLong(),
                at,
                faults);
        limit(
                schema,
                "maximum",
                value.isNumber() && value.asLong() > schema.path("maximum").asLong(),
                at,
                faults);
        int length = value.isTextual() ? value.asText().length() : value.size();
        limit(schema, "minLength", length < schema.path("minLength").asInt(), at, faults);
        limit(schema, "maxLength", length > schema.path("maxLength").asInt(), at, faults);
        limit(schema, "minItems", length < schema.path("minItems").asInt(), at, faults);
        limit(schema, "minProperties", length < schema.path("minProperties").asInt(), at, faults);
        for (JsonNode name : schema.path("required")) {
            fault(value.has(name.asText()), at + " has no " + name, faults);
        }
        if (schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "[" + i + "]", faults);
            }
        }
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> each : value.properties()) {
                property(schema, each.getKey(), each.getValue(), at + "." + each.getKey(), faults);
            }
        }
    }

    private void property(JsonNode schema, String name, JsonNode value, String at, List<String> faults) {
        JsonNode known = schema.path("properties").get(name);
        JsonNode others = schema.get("additionalProperties");
        if (known != null) {
            check(known, value, at, faults);
        } else if (others != null && others.isObject()) {
            check(others, value, at, faults);
        } else if (others != null) {
            fault(others.asBoolean(), at + " is not described", faults);
        }
    }

    private static boolean hasType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new AssertionError("a schema has the type " + type);
        };
    }

    private static void limit(JsonNode schema, String keyword, boolean exceeded, String at, List<String> faults) {
        fault(!schema.has(keyword) || !exceeded, at + " is not within " + keyword, faults);
    }

    private static void fault(boolean good, String fault, List<String> faults) {
        if (!good) {
            faults.add(fault);
        }
    }
}
