package dev.statewave.contract.sensitivity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds words of health in several languages, by the list in {@code sensitivity/health-conditions.txt}. What is free of
 * something ("a diabetes-free life") does not speak of it.
 */
final class HealthDetector {

    /** In characters; no word of the list is longer. */
    private static final int LONGEST_WORD = 40;

    private static final List<String> FREE_OF = List.of("free", "frei", "friendly");

    /** By their first words in small letters, phrases that mean something else first, and then the longest. */
    private static final Map<String, List<Phrase>> PHRASES = read();

    private record Phrase(List<String> words, boolean capitals, boolean excluded) {}

    private HealthDetector() {}

    private static Map<String, List<Phrase>> read() {
        var phrases = new HashMap<String, List<Phrase>>();
        try (InputStream list = HealthDetector.class.getResourceAsStream("/sensitivity/health-conditions.txt")) {
            if (list == null) {
                throw new IllegalStateException("the list of health conditions is missing");
            }
            new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(HealthDetector::phrase)
                    .forEach(phrase -> phrases.computeIfAbsent(
                                    phrase.words().getFirst().toLowerCase(Locale.ROOT), word -> new ArrayList<>())
                            .add(phrase));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        phrases.values()
                .forEach(some -> some.sort(Comparator.comparing((Phrase phrase) -> !phrase.excluded())
                        .thenComparing(phrase -> -phrase.words().size())));
        return Map.copyOf(phrases);
    }

    private static Phrase phrase(String line) {
        boolean excluded = line.startsWith("!");
        String phrase = excluded ? line.substring(1) : line;
        boolean capitals = phrase.equals(phrase.toUpperCase(Locale.ROOT));
        return new Phrase(List.of(phrase.split("[ -]")), capitals, excluded);
    }

    static boolean matches(String text) {
        int i = 0;
        while (i < text.length()) {
            if (!isWord(text, i)) {
                i++;
                continue;
            }
            int end = endOfWord(text, i);
            List<Phrase> candidates = PHRASES.get(word(text, i, end).toLowerCase(Locale.ROOT));
            int next = candidates == null ? afterElision(text, i, end) : end;
            if (candidates != null) {
                for (Phrase phrase : candidates) {
                    int last = end(text, i, phrase);
                    if (last > 0 && phrase.excluded()) {
                        next = last;
                        break;
                    }
                    if (last > 0 && !isFreeOf(text, last)) {
                        return true;
                    }
                }
            }
            i = next;
        }
        return false;
    }

    /** Where the phrase ends that begins at a place; -1 where it does not stand there. */
    private static int end(String text, int from, Phrase phrase) {
        int start = from;
        int last = -1;
        for (String expected : phrase.words()) {
            if (last >= 0) {
                char gap = Characters.at(text, last);
                start = last + 1;
                if (gap != ' ' && gap != '-' && gap != '\n' || start >= text.length() || !isWord(text, start)) {
                    return -1;
                }
            }
            last = endOfWord(text, start);
            String found = word(text, start, last);
            if (phrase.capitals() ? !found.equals(expected) : !found.equalsIgnoreCase(expected)) {
                return -1;
            }
        }
        return last;
    }

    private static boolean isFreeOf(String text, int end) {
        char gap = Characters.at(text, end);
        if (gap != '-' || end + 1 >= text.length()) {
            return false;
        }
        String next = text.substring(end + 1, Math.min(text.length(), end + 10)).toLowerCase(Locale.ROOT);
        return FREE_OF.stream().anyMatch(next::startsWith);
    }

    /** Behind the apostrophe of a word such as {@code l'asthme}; at its end where it has none. */
    private static int afterElision(String text, int from, int end) {
        for (int i = from; end - from <= LONGEST_WORD && i < Math.min(end, from + 5); i++) {
            if (isApostrophe(text, i)) {
                return i + 1;
            }
        }
        return end;
    }

    private static boolean isWord(String text, int index) {
        return Character.isLetterOrDigit(text.charAt(index));
    }

    private static int endOfWord(String text, int from) {
        int end = from;
        while (end < text.length() && (isWord(text, end) || isApostrophe(text, end))) {
            end++;
        }
        return end;
    }

    private static boolean isApostrophe(String text, int index) {
        char c = text.charAt(index);
        return (c == '\'' || c == '’') && index + 1 < text.length() && isWord(text, index + 1);
    }

    private static String word(String text, int from, int to) {
        return to - from > LONGEST_WORD ? "" : text.substring(from, to).replace('’', '\'');
    }
}
