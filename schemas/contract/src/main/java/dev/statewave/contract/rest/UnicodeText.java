package dev.statewave.contract.rest;

import tools.jackson.databind.JsonNode;

/**
 * Finds lone surrogates: halves of a character. JSON can express them as escapes; UTF-8, and so Kafka and PostgreSQL,
 * cannot.
 */
final class UnicodeText {

    private UnicodeText() {}

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c)
                    || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(i + 1))) {
                return true;
            }
            i++;
        }
        return false;
    }

    static boolean hasLoneSurrogate(JsonNode node) {
        if (node.isString()) {
            return hasLoneSurrogate(node.stringValue());
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .anyMatch(e -> hasLoneSurrogate(e.getKey()) || hasLoneSurrogate(e.getValue()));
        }
        if (node.isArray()) {
            return node.valueStream().anyMatch(UnicodeText::hasLoneSurrogate);
        }
        return false;
    }
}
