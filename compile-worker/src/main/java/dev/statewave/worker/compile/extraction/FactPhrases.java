package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Finds the phrases in which people speak of themselves, in one pass for each kind of phrase. By hand and not by a
 * regular expression, because texts may have megabytes and any form.
 */
final class FactPhrases {

    /** Code points of a phrase that are kept: what is longer is no sentence. */
    private static final int LONGEST = 10_000;

    private static final List<String> NAMES = List.of("my name is", "i'm", "i am");
    /** In the order in which their phrases are kept; one phrase may be of several kinds. */
    private static final List<List<String>> TO_END = List.of(
            List.of("i work at", "i'm at", "i am at"),
            List.of("i am on", "i'm on"),
            List.of("i live in", "i'm from", "i am from"),
            List.of("i use", "i prefer", "my favorite"));

    private FactPhrases() {}

    /** @param start where it begins in the text */
    record Phrase(String content, int start) {}

    static List<Phrase> in(String text) {
        var phrases = new ArrayList<Phrase>();
        findNames(text, phrases);
        TO_END.forEach(triggers -> findToEnd(text, triggers, phrases));
        return phrases;
    }

    /** "I am Ada Lovelace": words that begin with a capital. */
    private static void findNames(String text, List<Phrase> phrases) {
        for (int i = 0; i < text.length(); ) {
            int end = endOfNames(text, skipWhiteSpace(text, endOfTrigger(text, i, NAMES, FactPhrases::asciiLower)));
            if (end > 0) {
                phrases.add(phrase(text, i, end));
                i = end;
            } else {
                i++;
            }
        }
    }

    private static int skipWhiteSpace(String text, int from) {
        int at = from;
        while (at > 0 && at < text.length() && Words.isAsciiWhiteSpace(text.charAt(at))) {
            at++;
        }
        return at == from ? -1 : at;
    }

    private static int endOfNames(String text, int start) {
        int end = endOfName(text, start);
        int next = end;
        while (next > 0) {
            end = next;
            next = end < text.length() && Words.isAsciiWhiteSpace(text.charAt(end)) ? endOfName(text, end + 1) : -1;
        }
        return end;
    }

    private static int endOfName(String text, int start) {
        if (start < 0 || start >= text.length() || text.charAt(start) < 'A' || text.charAt(start) > 'Z') {
            return -1;
        }
        int end = start + 1;
        while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
            end++;
        }
        return end == start + 1 ? -1 : end;
    }

    /** "I live in the north": up to the end of the clause. */
    private static void findToEnd(String text, List<String> triggers, List<Phrase> phrases) {
        for (int i = 0; i < text.length(); ) {
            int end = endOfTrigger(text, i, triggers, FactPhrases::unicodeLower);
            if (end > 0 && end < text.length() && Words.isAsciiWhiteSpace(text.charAt(end))) {
                int stop = end + 1;
                while (stop < text.length() && ".,\n".indexOf(text.charAt(stop)) < 0) {
                    stop++;
                }
                stop = Math.min(stop + 1, text.length());
                phrases.add(phrase(text, i, stop));
                i = stop;
            } else {
                i++;
            }
        }
    }

    /** Where the first of these that begins at a place ends; -1 where none does. */
    private static int endOfTrigger(String text, int start, List<String> triggers, IntUnaryOperator lower) {
        int first = lower.applyAsInt(text.charAt(start));
        if (first != 'i' && first != 'm') {
            return -1;
        }
        for (String trigger : triggers) {
            if (startsWith(text, start, trigger, lower)) {
                return start + trigger.length();
            }
        }
        return -1;
    }

    private static boolean startsWith(String text, int start, String trigger, IntUnaryOperator lower) {
        if (start + trigger.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < trigger.length(); i++) {
            if (lower.applyAsInt(text.charAt(start + i)) != trigger.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int asciiLower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    /** Also what Unicode calls the same letter: a Turkish keyboard writes "İ am". */
    private static int unicodeLower(int c) {
        return c < 128 ? asciiLower(c) : Character.toLowerCase(Character.toUpperCase(c));
    }

    private static Phrase phrase(String text, int start, int end) {
        String phrase = PayloadText.cut(text.substring(start, end), LONGEST).strip();
        phrase = Words.trimmedEnd(Words.trimmedEnd(phrase, c -> c == '.'), c -> c == ',');
        return new Phrase(phrase, start);
    }
}
