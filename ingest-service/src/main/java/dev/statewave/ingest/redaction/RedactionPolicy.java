package dev.statewave.ingest.redaction;

import dev.statewave.contract.rest.EpisodeInput;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether secrets are redacted before an episode enters the log: as the configuration of its tenant says
 * ({@code redact_secrets}), and else as the settings do.
 *
 * <p>The tenants that say something are kept in memory, so a write asks no database. A change is seen within two
 * seconds. While the database does not answer, what was known holds; before it has answered for the first time every
 * tenant's secrets are redacted, because what has entered the log cannot be taken back.
 */
public final class RedactionPolicy {

    private static final Logger log = LoggerFactory.getLogger(RedactionPolicy.class);

    private final boolean otherwise;
    private final Supplier<Map<String, Boolean>> configured;
    private volatile @Nullable Map<String, Boolean> byTenant;
    /** So that an outage is logged once. */
    private volatile boolean failed;

    /** @param configured reads what tenants say; waits for the database */
    RedactionPolicy(boolean otherwise, Supplier<Map<String, Boolean>> configured) {
        this.otherwise = otherwise;
        this.configured = configured;
        refresh();
    }

    void refresh() {
        try {
            byTenant = configured.get();
            failed = false;
        } catch (RuntimeException e) {
            if (!failed) {
                log.warn("It cannot be read which tenants want their secrets redacted: {}", e.toString());
            }
            failed = true;
        }
    }

    /** The episode as it may enter the log; the same one where nothing is to be redacted. */
    public EpisodeInput apply(EpisodeInput input, @Nullable String tenant) {
        return redacts(tenant) ? input.withoutSecrets() : input;
    }

    /** @param tenant null where there is none, or where it is not known */
    public boolean redacts(@Nullable String tenant) {
        Map<String, Boolean> known = byTenant;
        if (known == null) {
            return true;
        }
        Boolean said = tenant == null || tenant.isEmpty() ? null : known.get(tenant);
        return said == null ? otherwise : said;
    }
}
