package dev.statewave.harness.evaluation;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.client.StatewaveClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Has a runtime learn conversations, asks it everything that is asked about them, and looks for the evidence in what it
 * answers.
 */
public final class Evaluation {

    private final ConversationRuntime runtime;
    private final List<Integer> budgets;

    /** @param budgets in tokens */
    public Evaluation(String url, List<Integer> budgets) {
        this.runtime = new ConversationRuntime(new StatewaveClient(url));
        this.budgets = budgets;
    }

    /**
     * What came of a question at a budget.
     *
     * @param recall the share of its evidence that was found, 0 to 1
     * @param tokens that the context took
     * @param repeated whether the same question was answered with the same bytes once more
     */
    public record Answer(
            String conversation,
            Conversation.Question question,
            int budget,
            double recall,
            int tokens,
            double millis,
            boolean repeated) {}

    /** Questions without evidence are not asked. What was learnt is forgotten afterwards. */
    public List<Answer> run(Conversation conversation) throws IOException, InterruptedException {
        String subject = "evaluation:" + conversation.id() + ":" + UUID.randomUUID();
        try {
            runtime.learn(subject, conversation.turns());
            var answers = new ArrayList<Answer>();
            for (int budget : budgets) {
                for (Conversation.Question question : conversation.questions()) {
                    if (!question.evidence().isEmpty()) {
                        answers.add(ask(conversation, subject, question, budget));
                    }
                }
            }
            return answers;
        } finally {
            runtime.forget(subject);
        }
    }

    private Answer ask(Conversation conversation, String subject, Conversation.Question question, int budget)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        byte[] first = runtime.context(subject, question.text(), budget);
        double millis = (System.nanoTime() - begin) / 1e6;
        JsonNode context = Json.tree(first);
        return new Answer(
                conversation.id(),
                question,
                budget,
                Recall.of(
                        conversation.evidence(question),
                        context.path("assembled_context").asString("")),
                context.path("token_estimate").asInt(),
                millis,
                Arrays.equals(first, runtime.context(subject, question.text(), budget)));
    }
}
