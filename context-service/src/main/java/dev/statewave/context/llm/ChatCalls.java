package dev.statewave.context.llm;

import dev.statewave.models.ChatClient;
import dev.statewave.models.ChatPrompt;
import dev.statewave.models.ChatReply;
import dev.statewave.models.ModelException;
import dev.statewave.platform.tracing.TraceSpan;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Calls the chat model from an event loop. Each call waits on a virtual thread of its own and is interrupted when its
 * subscriber cancels. The client bounds the number of concurrent calls.
 */
@Component
public final class ChatCalls implements DisposableBean {

    private final ChatClient chat;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ChatCalls(ChatClient chat) {
        this.chat = chat;
    }

    /** Fails with a {@code ModelException} where there is no answer. */
    public Mono<ChatReply> complete(ChatPrompt prompt) {
        return Mono.create(sink -> {
            TraceSpan span = TraceSpan.of(sink.contextView());
            Future<?> call = threads.submit(() -> {
                try (var active = span.activate()) {
                    run(prompt, sink);
                }
            });
            sink.onCancel(() -> call.cancel(true));
        });
    }

    private void run(ChatPrompt prompt, MonoSink<ChatReply> sink) {
        try {
            sink.success(chat.complete(prompt));
        } catch (InterruptedException e) {
            // Otherwise the subscriber has cancelled, and there is no one to signal an error to.
            if (threads.isShutdown()) {
                sink.error(new ModelException(ModelException.Kind.FAILED, "The service stops."));
            }
        } catch (RuntimeException | Error e) {
            sink.error(e);
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
