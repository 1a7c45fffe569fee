package dev.statewave.context.llm;

import dev.statewave.schemas.models.ChatClient;
import dev.statewave.schemas.models.ChatPrompt;
import dev.statewave.schemas.models.ChatReply;
import dev.statewave.schemas.models.ModelException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Calls of the chat model from an event loop: each waits on a virtual thread of its own, and one that nobody waits for any more is broken
 * off. How many there may be at once is the client's bound.
 */
@Component
public final class ChatCalls implements DisposableBean {

    private final ChatClient chat;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Scheduler threads = Schedulers.fromExecutorService(executor);

    ChatCalls(ChatClient chat) {
        this.chat = chat;
    }

    /** Fails with a {@code ModelException} where there is no answer. */
    public Mono<ChatReply> complete(ChatPrompt prompt) {
        return Mono.fromCallable(() -> unlessBrokenOff(prompt)).subscribeOn(threads)
                .switchIfEmpty(Mono.error(() -> new ModelException(ModelException.Kind.FAILED, "The call was broken off.")));
    }

    // Nobody waits for a call that is broken off, so it ends with nothing rather than with an error that nobody takes.
    private ChatReply unlessBrokenOff(ChatPrompt prompt) {
        try {
            return chat.complete(prompt);
        } catch (InterruptedException e) {
            return null;
        }
    }

    @Override
    public void destroy() {
        threads.dispose();
        executor.shutdownNow();
    }
}
