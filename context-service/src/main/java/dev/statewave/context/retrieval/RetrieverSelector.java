package dev.statewave.context.retrieval;

import dev.statewave.context.store.LargeSubjectRepository;
import org.springframework.stereotype.Component;

/**
 * Decides by a subject's size how it is looked through. A scan is exact, needs no index and costs some microseconds a
 * memory, so it wins for all but the few subjects that have thousands; for these it is an index, whose cost hardly
 * grows.
 */
@Component
class RetrieverSelector {

    private final ScanRetriever scan;
    private final LargeSubjectRepository large;

    RetrieverSelector(ScanRetriever scan, LargeSubjectRepository large) {
        this.scan = scan;
        this.large = large;
    }

    /** The exact one, which a subject of any size can be looked through with. */
    CandidateRetriever scan() {
        return scan;
    }

    CandidateRetriever select(Question question) {
        return question.vector()
                .flatMap(vector -> large.find(question.subject(), question.tenant(), vector.model()))
                .<CandidateRetriever>map(IndexRetriever::new)
                .orElse(scan);
    }
}
