package dev.statewave.context.llm;

import dev.statewave.models.ChatClient;
import dev.statewave.models.ChatPrompt;
import dev.statewave.models.ChatReply;

/** A chat model that answers what a test tells it to. */
public record FakeChat(Answer answer) implements ChatClient {

    /** What it does. */
    @FunctionalInterface
    public interface Answer {
        ChatReply to(ChatPrompt prompt) throws InterruptedException;
    }

    /** Calls of a model that answers this. */
    public static ChatCalls calls(Answer answer) {
        return new ChatCalls(new FakeChat(answer));
    }

    @Override
    public String model() {
        return "fake";
    }

    @Override
    public ChatReply complete(ChatPrompt prompt) throws InterruptedException {
        return answer.to(prompt);
    }

    @Override
    public boolean available() {
        return true;
    }
}
