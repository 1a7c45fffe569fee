package dev.statewave.harness.evaluation;

import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.system.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how much of the evidence for questions about conversations stands in the contexts. */
@Command(name = "evaluate", description = "Measure how much evidence the contexts of a file of conversations hold.")
public final class EvaluateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "conversations in LoCoMo format")
    private @Nullable Path file;

    @Option(names = "--url", paramLabel = "URL", description = "of a running system; without it one is started")
    private @Nullable String url;

    @Option(
            names = "--budgets",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "512,1024,2048,4096",
            description = "budgets of the contexts in tokens (default: ${DEFAULT-VALUE})")
    private List<Integer> budgets = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Conversation> conversations = ConversationFile.read(Objects.requireNonNull(file));
        if (url != null) {
            evaluate(url, conversations, budgets);
        } else {
            Path home = Files.createTempDirectory("statewave-evaluate");
            var system = LocalSystem.apart(home, List.of());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(system, home)));
            evaluate(system.start(), conversations, budgets);
        }
        return 0;
    }

    private static void evaluate(String url, List<Conversation> conversations, List<Integer> budgets)
            throws IOException, InterruptedException {
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
            FileTree.delete(home);
        } catch (IOException e) {
            System.err.printf("%s could not be deleted: %s%n", home, e);
        }
    }
}
