package dev.statewave.context.hybrid;

import dev.statewave.context.assembly.ContextRequest;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.store.LargeSubjects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Decides by a subject's size how it is looked through. A scan is exact, needs no index and costs some microseconds a
 * memory, so it wins for all but the few subjects that have thousands; for these it is an index, whose cost hardly
 * grows.
 */
@Component
class SubjectSize {

    private final SubjectScan scan;
    private final LargeSubjects large;

    SubjectSize(SubjectScan scan, LargeSubjects large) {
        this.scan = scan;
        this.large = large;
    }

    SubjectLook look(ContextRequest request, Optional<QueryVector> question) {
        return question.flatMap(vector -> large.find(request.subject(), request.tenant(), vector.model()))
                .<SubjectLook>map(IndexedLook::new)
                .orElse(scan);
    }
}
