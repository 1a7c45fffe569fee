package dev.statewave.ingest.deadletters;

import dev.statewave.ingest.deadletters.DeadLetterInbox.Group;
import dev.statewave.ingest.deadletters.DeadLetterInbox.Page;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How many letters wait in the inbox. */
@Component
public class OpenDeadLetters {

    private static final LetterFilter ANY = new LetterFilter(null, null, null, null, null, null, null);

    private final DeadLetterInbox inbox;

    OpenDeadLetters(DeadLetterInbox inbox) {
        this.inbox = inbox;
    }

    /**
     * @param complete whether all were counted
     * @param oldest null where there is none
     */
    public record Summary(
            long count, boolean complete, @Nullable Instant oldest) {}

    /** Blocks for up to five seconds. */
    public Summary summary() {
        Page page = inbox.page(ANY, null, 1);
        List<Group> groups = page.groups() == null ? List.of() : page.groups();
        return new Summary(
                groups.stream().mapToLong(Group::count).sum(),
                page.groupsComplete(),
                groups.stream()
                        .map(Group::oldestAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }
}
