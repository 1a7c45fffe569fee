package dev.statewave.harness.monitoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a query asks for: its selectors. It reads as much of the language as our queries use. */
record PromQl(List<Selector> selectors) {

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Set<String> AGGREGATIONS =
            Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk", "quantile", "stddev");

    /** @param grouping all labels that the aggregations around it keep */
    record Selector(String metric, List<Matcher> matchers, Set<String> grouping) {}

    /** The labels that any of its aggregations keeps. */
    Set<String> grouping() {
        return selectors.stream()
                .flatMap(selector -> selector.grouping().stream())
                .collect(Collectors.toSet());
    }

    /** @param operator one of {@code =}, {@code !=}, {@code =~} and {@code !~} */
    record Matcher(String label, String operator, String value) {

        /** Whether the label has to be there with such a value. */
        boolean positive() {
            return operator.startsWith("=");
        }

        boolean accepts(String found) {
            boolean equal = operator.endsWith("~") ? found.matches(value) : found.equals(value);
            return positive() == equal;
        }
    }

    static PromQl parse(String query) {
        return new Parser(query).run();
    }

    private static final class Parser {

        private final String text;
        private final List<Selector> selectors = new ArrayList<>();
        /** Of each parenthesis that is open. */
        private final Deque<Set<String>> groupings = new ArrayDeque<>();

        private Set<String> next = Set.of();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        PromQl run() {
            while (at < text.length()) {
                char character = text.charAt(at);
                if (Character.isLetter(character) || character == '_') {
                    word();
                } else if (Character.isDigit(character)) {
                    take("[0-9.a-z]");
                } else if (character == '[') {
                    at = text.indexOf(']', at) + 1;
                } else if (character == '{') {
                    throw new IllegalArgumentException("a selector without a metric in: " + text);
                } else {
                    parenthesis(character);
                    at++;
                }
            }
            return new PromQl(List.copyOf(selectors));
        }

        private void parenthesis(char character) {
            if (character == '(') {
                groupings.push(next);
                next = Set.of();
            } else if (character == ')') {
                groupings.pop();
            }
        }

        private void word() {
            String word = take("[a-zA-Z0-9_:]");
            blanks();
            if (word.equals("by")) {
                next = labels();
            } else if (!OPERATORS.contains(word) && !AGGREGATIONS.contains(word) && !looking('(')) {
                List<Matcher> matchers = looking('{') ? matchers() : List.of();
                Set<String> grouping = groupings.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
                selectors.add(new Selector(word, matchers, grouping));
            }
        }

        private Set<String> labels() {
            var grouping = new HashSet<String>();
            expect('(');
            for (blanks(); !looking(')'); blanks()) {
                grouping.add(take("[a-zA-Z0-9_]"));
                blanks();
                if (looking(',')) {
                    at++;
                }
            }
            expect(')');
            return Set.copyOf(grouping);
        }

        private List<Matcher> matchers() {
            var matchers = new ArrayList<Matcher>();
            expect('{');
            for (blanks(); !looking('}'); blanks()) {
                String label = take("[a-zA-Z0-9_]");
                blanks();
                String operator = take("[=!~]");
                blanks();
                expect('"');
                String value = take("[^\"]");
                expect('"');
                matchers.add(new Matcher(label, operator, value));
                blanks();
                if (looking(',')) {
                    at++;
                }
            }
            expect('}');
            return List.copyOf(matchers);
        }

        private String take(String characters) {
            int from = at;
            while (at < text.length() && text.substring(at, at + 1).matches(characters)) {
                at++;
            }
            if (at == from) {
                throw new IllegalArgumentException("expected %s at %d of: %s".formatted(characters, at, text));
            }
            return text.substring(from, at);
        }

        private void blanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private boolean looking(char expected) {
            return at < text.length() && text.charAt(at) == expected;
        }

        private void expect(char expected) {
            if (!looking(expected)) {
                throw new IllegalArgumentException("expected %s at %d of: %s".formatted(expected, at, text));
            }
            at++;
        }
    }
}
