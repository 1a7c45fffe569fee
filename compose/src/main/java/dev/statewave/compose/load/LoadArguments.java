package dev.statewave.compose.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands behind {@code ./statewave load}.
 *
 * @param sizes numbers of subjects, smallest first, each once
 * @param out the folder that gets load.md and the plots
 * @param seconds how long a cell takes
 */
record LoadArguments(List<Integer> sizes, Path out, int seconds) {

    private static final int MOST_SUBJECTS = 10_000_000;
    private static final int MOST_SECONDS = 3_600;

    /** @throws IllegalArgumentException with a sentence that says how to mend it */
    static LoadArguments parse(List<String> arguments) {
        var sizes = new ArrayList<Integer>();
        Path out = Path.of("docs");
        int seconds = 20;
        for (var rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            switch (argument) {
                case "--out" -> out = Path.of(value(argument, rest.hasNext() ? rest.next() : null));
                case "--seconds" ->
                    seconds = number(value(argument, rest.hasNext() ? rest.next() : null), MOST_SECONDS);
                default -> sizes.add(number(argument, MOST_SUBJECTS));
            }
        }
        return new LoadArguments(
                sizes.isEmpty()
                        ? List.of(1_000, 10_000, 100_000)
                        : sizes.stream().distinct().sorted().toList(),
                out,
                seconds);
    }

    private static String value(String name, String value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " needs a value: ./statewave load [subjects...] [--out FOLDER] [--seconds N].");
        }
        return value;
    }

    private static int number(String text, int most) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(
                    "%s has to be a number from 1 to %d: ./statewave load [subjects...] [--out FOLDER] [--seconds N]."
                            .formatted(text, most));
        }
        return Integer.parseInt(text);
    }
}
