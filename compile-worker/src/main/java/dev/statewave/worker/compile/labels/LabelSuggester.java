package dev.statewave.worker.compile.labels;

import dev.statewave.contract.sensitivity.SensitiveLabel;
import dev.statewave.worker.WorkerSettings;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Suggests labels for what is compiled, where the settings say so. They are advice: nothing is withheld by them. */
@Component
public class LabelSuggester {

    private static final Logger log = LoggerFactory.getLogger(LabelSuggester.class);

    private final boolean enabled;

    LabelSuggester(WorkerSettings settings) {
        this.enabled = settings.autoLabelingEnabled();
    }

    public boolean enabled() {
        return enabled;
    }

    /**
     * The labels of a memory, sorted; none where nothing is suggested.
     *
     * @param texts that belong to the memory
     */
    public List<String> suggest(UUID memory, List<String> texts) {
        return enabled
                ? SensitiveLabel.suggest(
                        texts,
                        (label, failure) -> log.warn(
                                "The detector of {} failed for memory {}, which goes without that label",
                                label.text(),
                                memory,
                                failure))
                : List.of();
    }
}
