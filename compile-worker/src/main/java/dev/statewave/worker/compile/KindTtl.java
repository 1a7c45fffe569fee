package dev.statewave.worker.compile;

import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Gives memories of some kinds an end: their start and the days of their kind. */
@Component
public class KindTtl {

    private final Map<String, Duration> days;

    KindTtl(WorkerSettings settings) {
        this.days = settings.kindTtl();
    }

    public Compiled stamp(Compiled compiled) {
        if (days.isEmpty()) {
            return compiled;
        }
        Duration ofPassages = days.get(MemoryKind.EPISODE_SUMMARY.text());
        return compiled.withPassages(compiled.passages().stream()
                        .map(passage -> ofPassages == null
                                ? passage
                                : passage.validUntil(passage.validFrom().plus(ofPassages)))
                        .toList())
                .withMemories(compiled.memories().stream()
                        .map(memory -> days.containsKey(memory.kind().text())
                                ? memory.validUntil(memory.validFrom()
                                        .plus(days.get(memory.kind().text())))
                                : memory)
                        .toList());
    }
}
