package dev.statewave.ingest.portability;

import dev.statewave.contract.portability.PortableSubjectId;
import dev.statewave.contract.rest.ApiException;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the subject that a copy goes to. A subject counts as populated where any tenant has one of its name. */
@Component
public class TargetResolver {

    private final ImportRepository repository;

    TargetResolver(ImportRepository repository) {
        this.repository = repository;
    }

    /**
     * The subject that a copy goes to.
     *
     * @param onlyIfEmpty whether the copy is refused where it has data by then
     */
    public record Target(String subject, boolean onlyIfEmpty) {}

    /** For a caller who named the subject; an {@link ApiException} 409 where it has data and may not. */
    public Mono<Target> explicit(String subject, ConflictStrategy strategy) {
        if (strategy == ConflictStrategy.MERGE) {
            return Mono.just(new Target(subject, false));
        }
        return repository.isPopulated(subject).map(populated -> {
            if (populated && strategy == ConflictStrategy.CANCEL) {
                throw ApiException.of(409, "conflict", "The target subject has data already.");
            }
            return new Target(populated ? copyOf(subject) : subject, true);
        });
    }

    /** For a caller who named none. */
    public Mono<Target> suggested(String suggestion) {
        if (PortableSubjectId.isReserved(suggestion)) {
            return Mono.just(new Target(copyOf(PortableSubjectId.unreserved(suggestion)), true));
        }
        return repository
                .isPopulated(suggestion)
                .map(populated -> new Target(populated ? copyOf(suggestion) : suggestion, true));
    }

    private static String copyOf(String subject) {
        return subject + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
