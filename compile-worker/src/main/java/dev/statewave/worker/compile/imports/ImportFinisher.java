package dev.statewave.worker.compile.imports;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Passage;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.passages.EpisodePassages;
import dev.statewave.worker.compile.storage.ImportFinishRepository;
import dev.statewave.worker.compile.storage.ImportFinishRepository.Unfinished;
import dev.statewave.worker.words.SubjectWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Makes what is derived of an import and did not come with it: the words by which its memories are found, and the
 * passages of its long episodes. The vectors are made behind it, as after every compile. It can be stopped and run
 * again at any point.
 */
@Component
public class ImportFinisher {

    private final ImportFinishRepository repository;
    private final SubjectWords words;

    ImportFinisher(ImportFinishRepository repository, SubjectWords words) {
        this.repository = repository;
        this.words = words;
    }

    /**
     * @param until when the call has to end, in {@link System#nanoTime}
     * @return false where time was up first
     */
    public boolean run(SubjectKey key, long until) {
        List<Unfinished> unfinished = repository.unfinished(key);
        if (unfinished.isEmpty()) {
            return true;
        }
        while (words.update(key) > 0) {
            if (System.nanoTime() > until) {
                return false;
            }
        }
        for (Unfinished imported : unfinished) {
            if (!addPassages(key, imported, until)) {
                return false;
            }
            repository.finish(key, imported);
        }
        return true;
    }

    private boolean addPassages(SubjectKey key, Unfinished imported, long until) {
        List<PendingEpisode> episodes = repository.episodes(key, imported.firstOffset() - 1, imported.lastOffset());
        while (!episodes.isEmpty()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Map<UUID, ImportFinishRepository.Summary> summaries = repository.summaries(key, episodes);
            var passages = new ArrayList<Passage>();
            for (PendingEpisode episode : episodes) {
                ImportFinishRepository.Summary summary = summaries.get(episode.id());
                if (summary == null) {
                    passages.addAll(EpisodePassages.of(episode, null));
                } else if (summary.active()) {
                    passages.addAll(EpisodePassages.of(episode, summary.text()));
                }
            }
            repository.store(key, episodes, passages);
            episodes = repository.episodes(key, episodes.getLast().logOffset(), imported.lastOffset());
        }
        return true;
    }
}
