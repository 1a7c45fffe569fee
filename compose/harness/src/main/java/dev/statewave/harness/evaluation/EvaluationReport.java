package dev.statewave.harness.evaluation;

import dev.statewave.harness.evaluation.Evaluation.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The figures of an evaluation as a table. */
public final class EvaluationReport {

    private static final Map<Integer, String> CATEGORIES =
            Map.of(1, "multi-hop", 2, "temporal", 3, "open-domain", 4, "single-hop");

    private final List<Answer> answers;
    private final List<Integer> budgets;

    public EvaluationReport(List<Answer> answers) {
        this.answers = answers;
        this.budgets = answers.stream().map(Answer::budget).distinct().sorted().toList();
    }

    /** Mean over the questions, 0 to 1. */
    public double recall(int budget) {
        return mean(answers.stream().filter(answer -> answer.budget() == budget).toList(), Answer::recall);
    }

    /** Answers that took more tokens than they might, and those that were another one when they were repeated. */
    public List<Answer> faults() {
        return answers.stream()
                .filter(answer -> answer.tokens() > answer.budget() || !answer.repeated())
                .toList();
    }

    /** Markdown. */
    public String table() {
        var table = new StringBuilder("| evidence found within | "
                + budgets.stream().map(budget -> budget + " tokens").collect(Collectors.joining(" | ")) + " |\n|---|"
                + "---|".repeat(budgets.size()) + "\n");
        row(table, "all questions", answers, Answer::recall, "%.3f");
        by(answer -> CATEGORIES.getOrDefault(
                        answer.question().category(),
                        "category " + answer.question().category()))
                .forEach((category, some) ->
                        row(table, category + " (" + some.size() / budgets.size() + ")", some, Answer::recall, "%.3f"));
        by(Answer::conversation)
                .forEach((conversation, some) -> row(table, conversation, some, Answer::recall, "%.3f"));
        row(table, "tokens used", answers, answer -> (double) answer.tokens(), "%.0f");
        table.append("| p50 / p95 ms");
        for (int budget : budgets) {
            double[] millis = answers.stream()
                    .filter(answer -> answer.budget() == budget)
                    .mapToDouble(Answer::millis)
                    .sorted()
                    .toArray();
            table.append(" | %.0f / %.0f".formatted(millis[millis.length / 2], millis[millis.length * 95 / 100]));
        }
        table.append(" |\n\n%d answers, %d over their budget, %d of them another one when repeated.%n"
                .formatted(
                        answers.size(),
                        answers.stream()
                                .filter(answer -> answer.tokens() > answer.budget())
                                .count(),
                        answers.stream().filter(answer -> !answer.repeated()).count()));
        return table.toString();
    }

    private Map<String, List<Answer>> by(Function<Answer, String> key) {
        return answers.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private void row(
            StringBuilder table, String name, List<Answer> some, Function<Answer, Double> value, String format) {
        table.append("| ").append(name);
        budgets.forEach(budget -> table.append(" | ")
                .append(format.formatted(mean(
                        some.stream()
                                .filter(answer -> answer.budget() == budget)
                                .toList(),
                        value))));
        table.append(" |\n");
    }

    private static double mean(List<Answer> some, Function<Answer, Double> value) {
        return some.stream().mapToDouble(value::apply).average().orElse(0);
    }
}
