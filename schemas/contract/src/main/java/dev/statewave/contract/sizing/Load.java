package dev.statewave.contract.sizing;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.statewave.contract.rest.FieldReader;
import java.util.Locale;
import java.util.Set;

/**
 * What an operator expects, in the words of an operator. Rates of reads are those of the busiest hour; the rate of
 * writes in it follows from the peak factor.
 *
 * @param subjects that are stored
 * @param episodesPerDay recorded on an average day
 * @param episodeBytes of the payload of an average episode
 * @param peakFactor the busiest hour compared with an average one, 1 or more
 * @param sessionLength episodes of a subject that follow each other within the time of quiet, and are compiled together
 * @param batchSize episodes of one request; 1 for single writes
 * @param producerShare share of the episodes that producers put onto Kafka, 0 to 1
 * @param contextsPerSecond in the busiest hour
 * @param searchesPerSecond likewise
 * @param timelinesPerSecond likewise
 * @param memoriesPerSubject of a subject that is asked about
 * @param newQuestions share of contexts and searches whose question was never asked before, 0 to 1
 * @param coldReads share of contexts and searches whose subject was not asked about lately, 0 to 1
 * @param compileMode which compiler
 * @param modelSeconds how long the chat model takes for one compile
 * @param tenants of the installation
 * @param retentionDays after how many days episodes are deleted; 0 for never
 * @param horizonDays how far ahead the disk has to last where nothing is deleted
 * @param webhooksPerEpisode deliveries
 * @param erasesPerDay of whole subjects
 * @param postgresReplicas beside the primary
 * @param redundant whether the loss of any one process has to be survived without an outage
 * @param maxUtilisation up to which share processors may be busy in the busiest hour
 * @param coresPerProcess that a process may use before there is a second one
 */
public record Load(
        long subjects,
        double episodesPerDay,
        int episodeBytes,
        double peakFactor,
        double sessionLength,
        int batchSize,
        double producerShare,
        double contextsPerSecond,
        double searchesPerSecond,
        double timelinesPerSecond,
        double memoriesPerSubject,
        double newQuestions,
        double coldReads,
        CompileMode compileMode,
        double modelSeconds,
        int tenants,
        int retentionDays,
        int horizonDays,
        double webhooksPerEpisode,
        double erasesPerDay,
        int postgresReplicas,
        boolean redundant,
        double maxUtilisation,
        double coresPerProcess) {

    private static final double SECONDS_A_DAY = 86_400;

    /** Their names in JSON; others are refused, because a misspelt one would silently be left out. */
    public static final Set<String> FIELDS = Set.of(
            "subjects",
            "episodes_per_day",
            "episode_bytes",
            "peak_factor",
            "session_length",
            "batch_size",
            "producer_share",
            "contexts_per_second",
            "searches_per_second",
            "timelines_per_second",
            "memories_per_subject",
            "new_questions",
            "cold_reads",
            "compile_mode",
            "model_seconds",
            "tenants",
            "retention_days",
            "horizon_days",
            "webhooks_per_episode",
            "erases_per_day",
            "postgres_replicas",
            "redundant",
            "max_utilisation",
            "cores_per_process");

    /** Which compiler makes memories. */
    public enum CompileMode {
        HEURISTIC,
        LLM;

        /** As JSON names it. */
        @JsonValue
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static CompileMode of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** Reads it, and notes in the reader what cannot be: the caller asks it. */
    public static Load read(FieldReader fields) {
        var load = new Load(
                (long) fields.number("subjects", 1, 1e10, 1_000),
                fields.number("episodes_per_day", 0, 1e11, 10_000),
                fields.integer("episode_bytes", 1, 16 << 20, 500),
                fields.number("peak_factor", 1, 1_000, 4),
                fields.number("session_length", 1, 10_000, 10),
                fields.integer("batch_size", 1, 1_000, 1),
                fields.number("producer_share", 0, 1, 0),
                fields.number("contexts_per_second", 0, 1e7, 1),
                fields.number("searches_per_second", 0, 1e7, 0),
                fields.number("timelines_per_second", 0, 1e7, 0),
                fields.number("memories_per_subject", 0, 1e7, 50),
                fields.number("new_questions", 0, 1, 1),
                fields.number("cold_reads", 0, 1, 0.5),
                CompileMode.of(fields.optionalEnum("compile_mode", Set.of("heuristic", "llm"), "heuristic")),
                fields.number("model_seconds", 0.001, 3_600, 2),
                fields.integer("tenants", 1, 10_000_000, 1),
                fields.integer("retention_days", 0, 36_500, 0),
                fields.integer("horizon_days", 1, 36_500, 365),
                fields.number("webhooks_per_episode", 0, 1_000, 0),
                fields.number("erases_per_day", 0, 1e9, 0),
                fields.integer("postgres_replicas", 0, 32, 0),
                fields.bool("redundant", false),
                fields.number("max_utilisation", 0.05, 0.95, 0.6),
                fields.number("cores_per_process", 0.1, 1_024, 2));
        if (load.tenants() > load.subjects()) {
            fields.invalid(
                    "tenants",
                    "%d tenants cannot share %d subjects: each subject belongs to one tenant"
                            .formatted(load.tenants(), load.subjects()));
        }
        if (load.erasesPerDay() > load.subjects()) {
            fields.invalid("erases_per_day", "more subjects would be erased in a day than there are");
        }
        return load;
    }

    /** What happens in a second of the busiest hour. */
    public Rates peak() {
        return rates(peakFactor);
    }

    /** What happens in a second on average over a day. */
    public Rates mean() {
        return rates(1);
    }

    private Rates rates(double factor) {
        double episodes = factor * episodesPerDay / SECONDS_A_DAY;
        double produced = episodes * producerShare;
        double recorded = episodes - produced;
        double reads = factor / peakFactor;
        return new Rates(
                batchSize == 1 ? recorded : 0,
                batchSize == 1 ? 0 : recorded / batchSize,
                batchSize,
                produced,
                episodeBytes,
                sessionLength,
                memoriesPerSubject,
                memoriesPerSubject,
                reads * contextsPerSecond,
                reads * searchesPerSecond,
                reads * timelinesPerSecond,
                newQuestions,
                coldReads,
                episodes * webhooksPerEpisode,
                factor * erasesPerDay / SECONDS_A_DAY);
    }

    /** For how many days episodes are there. */
    public double daysKept() {
        return retentionDays == 0 ? horizonDays : retentionDays;
    }

    /** The same with everything that grows with an installation times so much. */
    public Load times(double factor) {
        return new Load(
                Math.max(1, Math.round(subjects * factor)),
                episodesPerDay * factor,
                episodeBytes,
                peakFactor,
                sessionLength,
                batchSize,
                producerShare,
                contextsPerSecond * factor,
                searchesPerSecond * factor,
                timelinesPerSecond * factor,
                memoriesPerSubject,
                newQuestions,
                coldReads,
                compileMode,
                modelSeconds,
                tenants,
                retentionDays,
                horizonDays,
                webhooksPerEpisode,
                erasesPerDay * factor,
                postgresReplicas,
                redundant,
                maxUtilisation,
                coresPerProcess);
    }
}
