package dev.statewave.worker.words;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.language.WordAnalyzer;
import java.util.List;
import org.springframework.stereotype.Component;

/** Analyzes the words of a subject's memories that have none yet, or those of older rules. */
@Component
public class SubjectWords {

    private final WordRepository repository;
    private final WordAnalyzer words;

    SubjectWords(WordRepository repository, WordAnalyzer words) {
        this.repository = repository;
        this.words = words;
    }

    /** @return how many were analyzed: a few hundred at a time, and 0 once there are none left */
    public int update(SubjectKey subject) {
        List<WordRepository.Analyzed> analyzed = repository.old(subject).stream()
                .map(memory -> new WordRepository.Analyzed(memory.id(), words.terms(memory.content())))
                .toList();
        if (!analyzed.isEmpty()) {
            repository.store(subject, analyzed);
        }
        return analyzed.size();
    }
}
