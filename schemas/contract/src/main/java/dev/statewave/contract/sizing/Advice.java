package dev.statewave.contract.sizing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an installation should change, and when.
 *
 * @param tier of the number of its subjects
 * @param firstToRunOut the resource that comes to its end first
 * @param days until then at the present trend; null where the trend does not lead there within ten years
 * @param change what to do about it
 * @param forecasts each resource
 * @param signals what is seen already
 * @param notes what these figures rest on
 * @param state what was read
 * @param run the file of the run that the coefficients come from
 */
public record Advice(
        String tier,
        String firstToRunOut,
        @Nullable Double days,
        String change,
        List<Forecast> forecasts,
        List<Signal> signals,
        List<String> notes,
        LiveState state,
        String run) {

    private static final double LONGEST_DAYS = 3_650;
    /** How the busiest hour compares with an average one, where nobody says. */
    private static final double PEAK = 4;

    private static final double MAX_UTILISATION = 0.6;
    private static final double HOT_SHARE = 0.1;

    private static final Map<String, String> CHANGES = Map.of(
            "disk", "Add disk, or delete sooner: a rule of retention, or STATEWAVE_KAFKA_RETENTION_HOURS.",
            "cores", "Add processors, or run the busiest role on a machine of its own.",
            "memory", "Add memory for PostgreSQL.",
            "connections",
                    "Raise max_connections of PostgreSQL, lower STATEWAVE_DATABASE_POOL_SIZE, or put a pooler in between.");

    /**
     * One resource.
     *
     * @param used how much of it
     * @param available how much there is
     * @param share used of available
     * @param days until nothing is left at the present trend; 0 for today, null for not within ten years
     */
    public record Forecast(
            String resource,
            String unit,
            double used,
            double available,
            double share,
            @Nullable Double days) {}

    /** A sign that is seen. */
    public record Signal(String signal, String message, String change, String metric) {}

    /**
     * Works it out.
     *
     * @param machine what there is
     */
    public static Advice of(LiveState state, MachineSize machine, Calculator calculator) {
        List<Forecast> forecasts = List.of(
                disk(state, machine),
                cores(state, machine, calculator),
                memory(state, machine, calculator),
                forecast("connections", "connections", state.connections(), machine.connections(), 0));
        Forecast first = forecasts.stream()
                .min(Comparator.comparingDouble(
                                (Forecast forecast) -> forecast.days() == null ? Double.MAX_VALUE : forecast.days())
                        .thenComparing(
                                Comparator.comparingDouble(Forecast::share).reversed()))
                .orElseThrow();
        var signals = new ArrayList<Signal>();
        Arrays.stream(UpgradeSignal.values()).forEach(signal -> signal.seen(state)
                .ifPresent(
                        message -> signals.add(new Signal(signal.key(), message, signal.change(), signal.metric()))));
        return new Advice(
                Tier.of(Math.max(1, state.subjects())).key(),
                first.resource(),
                first.days(),
                CHANGES.getOrDefault(first.resource(), ""),
                forecasts,
                List.copyOf(signals),
                notes(state),
                state,
                calculator.coefficients().run());
    }

    private static List<String> notes(LiveState state) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Processors are worked out: %,.0f episodes a day, a busiest hour of %.0f times the average, "
                                + "%.1f contexts a second, processors busy to %.0f %% at most.",
                        state.episodesPerDay(),
                        PEAK,
                        state.contextsPerSecond(),
                        100 * MAX_UTILISATION),
                "Contexts leave no rows: say how many with contexts_per_second "
                        + "(http_server_requests_seconds_count of the context-service).",
                "Processors, memory and disk are those of the machine of the ingest-service, "
                        + "unless cores, memory_gb and disk_gb say otherwise.");
    }

    private static Forecast disk(LiveState state, MachineSize machine) {
        return forecast(
                "disk",
                "bytes",
                state.databaseBytes(),
                machine.diskBytes(),
                state.bytesAnEpisode() * state.episodesPerDay());
    }

    private static Forecast cores(LiveState state, MachineSize machine, Calculator calculator) {
        double used = provided(state, state.episodesPerDay(), calculator);
        double more = state.dailyIncrease() == 0
                ? 0
                : provided(state, state.episodesPerDay() + state.dailyIncrease(), calculator) - used;
        return forecast("cores", "processors", used, machine.cores(), more);
    }

    private static double provided(LiveState state, double episodesPerDay, Calculator calculator) {
        double perSecond = PEAK * episodesPerDay / 86_400;
        double memories = state.subjects() == 0 ? 0 : (double) state.memories() / state.subjects();
        var rates = new Rates(
                perSecond,
                0,
                1,
                0,
                Math.max(1, state.episodeBytes()),
                10,
                memories,
                memories,
                state.contextsPerSecond(),
                0,
                0,
                1,
                0.5,
                0,
                0);
        return calculator.cores(rates).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum()
                / MAX_UTILISATION;
    }

    private static Forecast memory(LiveState state, MachineSize machine, Calculator calculator) {
        double processes = calculator.coefficients().memory().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return forecast(
                "memory",
                "bytes",
                processes + HOT_SHARE * state.databaseBytes(),
                machine.memoryBytes(),
                HOT_SHARE * state.bytesAnEpisode() * state.episodesPerDay());
    }

    private static Forecast forecast(String resource, String unit, double used, double available, double morePerDay) {
        @Nullable Double days = null;
        if (used >= available) {
            days = 0.0;
        } else if (morePerDay > 0 && (available - used) / morePerDay <= LONGEST_DAYS) {
            days = (available - used) / morePerDay;
        }
        return new Forecast(resource, unit, used, available, available == 0 ? 1 : used / available, days);
    }
}
