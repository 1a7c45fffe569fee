package dev.statewave.context.retrieval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.context.store.QueryTerms;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.models.language.WordAnalyzer;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The words of questions, each as the terms that it may be stored as. Agents ask the same of several subjects. */
@Component
class QuestionWords {

    private static final int CACHED = 512;

    private final WordAnalyzer analyzer;
    private final WorkThreads threads;
    private final Cache<String, List<Set<String>>> known =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    QuestionWords(WordAnalyzer analyzer, WorkThreads threads) {
        this.analyzer = analyzer;
        this.threads = threads;
    }

    Mono<List<Set<String>>> of(String question) {
        List<Set<String>> words = known.getIfPresent(question);
        return words != null
                ? Mono.just(words)
                : Mono.fromCallable(() -> known.get(question, asked -> analyzer.question(asked, QueryTerms.MOST)))
                        .subscribeOn(threads.scheduler());
    }
}
