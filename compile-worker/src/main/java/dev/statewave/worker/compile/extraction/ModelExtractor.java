package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.failure.RetryableException;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.ChatClient;
import dev.statewave.models.ChatReply;
import dev.statewave.models.ModelException;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.worker.compile.extraction.EpisodeBatches.Text;
import dev.statewave.worker.compile.extraction.ModelExtractor.BatchOutcome.Extracted;
import dev.statewave.worker.compile.extraction.ModelExtractor.BatchOutcome.Failed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a chat model read episodes. What was read before by the same model with the same prompt is taken from the table;
 * the rest goes out in batches, side by side, and is put into the table as each batch comes back, so that a compile
 * that is broken off loses little. No database connection is held across a call.
 */
final class ModelExtractor implements AutoCloseable {

    /** Batches on their way at once, over all subjects of this process. */
    static final int IN_FLIGHT = 4;
    /** After this no batch is begun: the consumer of the commands has to come back within half an hour. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String BAD_JSON = "bad_json";
    private static final String OUT_OF_TIME = "out_of_time";

    private static final Logger log = LoggerFactory.getLogger(ModelExtractor.class);

    private final ChatClient chat;
    private final ExtractionPrompt prompt;
    private final ExtractionRepository table;
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ModelExtractor(ChatClient chat, ExtractionPrompt prompt, ExtractionRepository table) {
        this.chat = chat;
        this.prompt = prompt;
        this.table = table;
    }

    /**
     * @param memories of each episode that was read, in the model's order
     * @param failed why an episode was not, for each of the others
     */
    record Extraction(Map<UUID, List<ExtractedMemory>> memories, Map<UUID, String> failed) {}

    /** The process is told to stop in the middle of it. */
    static final class Stopped extends RetryableException {
        Stopped() {
            super("the process stops");
        }
    }

    String model() {
        return chat.model();
    }

    /** @param texts none of them empty */
    Extraction extract(SubjectKey key, List<Text> texts) throws InterruptedException {
        var known = table.find(key, texts.stream().map(Text::episode).toList(), chat.model(), prompt.version());
        long deadline = System.nanoTime() + LONGEST.toNanos();
        var running = new LinkedHashMap<List<Text>, Future<BatchOutcome>>();
        for (List<Text> batch : EpisodeBatches.of(texts.stream()
                .filter(text -> !known.containsKey(text.episode()))
                .toList())) {
            TraceSpan span = TraceSpan.current();
            running.put(batch, submit(() -> {
                try (var active = span.activate()) {
                    return read(key, batch, deadline);
                }
            }));
        }
        try {
            return gather(running, known);
        } finally {
            // Without effect where all have ended.
            running.values().forEach(batch -> batch.cancel(true));
        }
    }

    private Future<BatchOutcome> submit(Callable<BatchOutcome> batch) {
        try {
            return threads.submit(batch);
        } catch (RejectedExecutionException e) {
            throw new Stopped();
        }
    }

    private static Extraction gather(
            Map<List<Text>, Future<BatchOutcome>> running, Map<UUID, List<ExtractedMemory>> known)
            throws InterruptedException {
        var memories = new HashMap<>(known);
        var failed = new HashMap<UUID, String>();
        for (var entry : running.entrySet()) {
            List<Text> batch = entry.getKey();
            switch (await(entry.getValue())) {
                case Extracted extracted -> {
                    for (int i = 0; i < batch.size(); i++) {
                        memories.put(
                                batch.get(i).episode(), extracted.memories().get(i));
                    }
                }
                case Failed reasoned -> batch.forEach(text -> failed.put(text.episode(), reasoned.reason()));
            }
        }
        return new Extraction(memories, failed);
    }

    /** What came of a batch. */
    sealed interface BatchOutcome {
        /** @param memories of each of its episodes */
        record Extracted(List<List<ExtractedMemory>> memories) implements BatchOutcome {}

        /** @param reason why the model did not read it */
        record Failed(String reason) implements BatchOutcome {}
    }

    private static BatchOutcome await(Future<BatchOutcome> batch) throws InterruptedException {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw new Stopped();
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a batch could not be read", e.getCause());
        }
    }

    private BatchOutcome read(SubjectKey key, List<Text> batch, long deadline) throws InterruptedException {
        if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return new Failed(OUT_OF_TIME);
        }
        List<List<ExtractedMemory>> memories;
        try {
            Optional<List<List<ExtractedMemory>>> answer = ask(batch);
            if (answer.isEmpty()) {
                log.warn(
                        "{} answered twice with something that is not what it was asked for; {} episodes of {}",
                        chat.model(),
                        batch.size(),
                        key);
                return new Failed(BAD_JSON);
            }
            memories = answer.get();
        } catch (ModelException e) {
            log.warn("{} did not read {} episodes: {}", chat.model(), batch.size(), e.getMessage());
            return new Failed(e.kind().code());
        } finally {
            places.release();
        }
        var made = new LinkedHashMap<UUID, List<ExtractedMemory>>();
        for (int i = 0; i < batch.size(); i++) {
            made.put(batch.get(i).episode(), memories.get(i));
        }
        table.store(key, chat.model(), prompt.version(), made);
        return new Extracted(memories);
    }

    private Optional<List<List<ExtractedMemory>>> ask(List<Text> batch) throws InterruptedException {
        var texts = new ArrayList<String>(batch.size());
        batch.forEach(text -> texts.add(text.text()));
        ChatReply first = chat.complete(prompt.of(texts));
        var answer = ExtractionAnswer.read(first.text(), batch.size());
        return answer.isPresent()
                ? answer
                : ExtractionAnswer.read(chat.complete(prompt.of(texts)).text(), batch.size());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
