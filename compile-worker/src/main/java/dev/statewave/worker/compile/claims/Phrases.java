package dev.statewave.worker.compile.claims;

import dev.statewave.worker.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of words and phrases to look for in a text, each as a whole word except in scripts that do not separate words.
 * A {@code *} in a phrase stands for one to four words. Looks once at each place of a text.
 */
public final class Phrases {

    private static final int MOST_WORDS = 4;
    private static final String ANY_WORDS = "*";

    private final List<String> all;
    private final Map<Character, List<String>> byFirst = new HashMap<>();

    /** @param phrases in lower case */
    Phrases(Collection<String> phrases) {
        this.all = List.copyOf(phrases);
        for (String phrase : all) {
            byFirst.computeIfAbsent(phrase.charAt(0), first -> new ArrayList<>())
                    .add(phrase);
        }
    }

    /** As they were given. */
    public List<String> all() {
        return all;
    }

    /** A text as it is compared: in lower case, with plain apostrophes, and every character in its place. */
    public static String comparable(String text) {
        var lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c == '’' ? '\'' : c == 'İ' ? 'i' : Character.toLowerCase(c));
        }
        return lower.toString();
    }

    /** Where the first of them begins at or after a place; -1 where there is none. */
    public int find(String comparable, int from) {
        for (int i = from; i < comparable.length(); i++) {
            if (byFirst.containsKey(comparable.charAt(i))
                    && startsWord(comparable, i)
                    && !endsAt(comparable, i).isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    public boolean in(String comparable) {
        return find(comparable, 0) >= 0;
    }

    /** Where those end that begin at a place. */
    public List<Integer> endsAt(String comparable, int start) {
        if (start >= comparable.length()) {
            return List.of();
        }
        var ends = new ArrayList<Integer>();
        for (String phrase : byFirst.getOrDefault(comparable.charAt(start), List.of())) {
            addEnds(comparable, start, phrase, ends);
        }
        return ends;
    }

    /** Whether a text that ends at a place ends with one of them. */
    public boolean before(String comparable, int end) {
        return all.stream()
                .anyMatch(phrase -> comparable.startsWith(phrase, end - phrase.length())
                        && startsWord(comparable, end - phrase.length()));
    }

    private static void addEnds(String text, int start, String phrase, List<Integer> ends) {
        int star = phrase.indexOf(ANY_WORDS);
        String head = star < 0 ? phrase : phrase.substring(0, star);
        if (!text.startsWith(head, start)) {
            return;
        }
        int at = start + head.length();
        if (star < 0) {
            if (endsWord(text, at)) {
                ends.add(at);
            }
            return;
        }
        String tail = phrase.substring(star + ANY_WORDS.length());
        for (int words = 0; words < MOST_WORDS && at < text.length(); words++) {
            int space = text.indexOf(' ', at);
            at = space < 0 ? text.length() : space;
            if (text.startsWith(tail, at) && endsWord(text, at + tail.length())) {
                ends.add(at + tail.length());
            }
            at++;
        }
    }

    private static boolean startsWord(String text, int at) {
        return at == 0 || !inWord(text.charAt(at - 1)) || !inWord(text.charAt(at));
    }

    private static boolean endsWord(String text, int end) {
        return end >= text.length() || end == 0 || !inWord(text.charAt(end - 1)) || !inWord(text.charAt(end));
    }

    private static boolean inWord(char c) {
        return c == '_' || (Words.isDigit(c) || Words.isLetterOrMark(c)) && !withoutSpaces(c);
    }

    /** Of a script that does not separate words: kana and Han, with their marks. */
    private static boolean withoutSpaces(char c) {
        return c >= '\u3005' && c <= '\u9FFF' || c >= '\uF900' && c <= '\uFAFF';
    }
}
