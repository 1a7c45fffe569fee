package dev.statewave.compose.evaluation;

import dev.statewave.compose.local.DeletedFolder;
import dev.statewave.compose.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command {@code evaluate}: how much of the evidence for questions about conversations stands in the contexts. */
public final class Evaluate {

    private static final String USAGE = "evaluate FILE [--url URL] [--budgets 512,1024,2048,4096]";

    private Evaluate() {}

    /**
     * Ends the process.
     *
     * @throws IllegalArgumentException with a sentence where arguments or the file are no good
     */
    public static void run(List<String> arguments) throws Exception {
        Arguments given = Arguments.parse(arguments);
        List<Conversation> conversations = ConversationFile.read(given.file());
        if (given.url() != null) {
            evaluate(given.url(), conversations, given.budgets());
        } else {
            Path home = Files.createTempDirectory("statewave-evaluate");
            var system = LocalSystem.apart(home, List.of());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(system, home)));
            evaluate(system.start(), conversations, given.budgets());
        }
        // Threads of libraries would keep the process.
        System.exit(0);
    }

    private static void evaluate(String url, List<Conversation> conversations, List<Integer> budgets) throws Exception {
        var evaluation = new Evaluation(url, budgets);
        var answers = new ArrayList<Evaluation.Answer>();
        for (Conversation conversation : conversations) {
            System.out.printf(
                    "%s: %d turns, %d questions%n",
                    conversation.id(),
                    conversation.turns().size(),
                    conversation.questions().size());
            answers.addAll(evaluation.run(conversation));
        }
        System.out.println("\n" + new EvaluationReport(answers).table());
    }

    private static void discard(LocalSystem system, Path home) {
        system.close();
        try {
            DeletedFolder.delete(home);
        } catch (IOException e) {
            System.err.printf("%s could not be deleted: %s%n", home, e);
        }
    }

    /** @param url of a running system; null for one that is started for this */
    record Arguments(Path file, String url, List<Integer> budgets) {

        static Arguments parse(List<String> arguments) {
            Path file = null;
            String url = null;
            List<Integer> budgets = List.of(512, 1_024, 2_048, 4_096);
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (argument.equals("--url") && i + 1 < arguments.size()) {
                    url = arguments.get(++i);
                } else if (argument.equals("--budgets") && i + 1 < arguments.size()) {
                    budgets = budgets(arguments.get(++i));
                } else if (file == null && !argument.startsWith("--")) {
                    file = Path.of(argument);
                } else {
                    throw new IllegalArgumentException(argument + " is not understood: " + USAGE);
                }
            }
            if (file == null) {
                throw new IllegalArgumentException("Name a file of conversations in LoCoMo format: " + USAGE);
            }
            return new Arguments(file, url, budgets);
        }

        private static List<Integer> budgets(String list) {
            try {
                return Stream.of(list.split(",")).map(Integer::valueOf).toList();
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "--budgets takes numbers of tokens with commas between them, such as 512,1024: " + USAGE, e);
            }
        }
    }
}
