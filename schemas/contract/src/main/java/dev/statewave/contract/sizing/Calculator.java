package dev.statewave.contract.sizing;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.sizing.Estimate.Disk;
import dev.statewave.contract.sizing.Estimate.RoleNeed;
import dev.statewave.contract.sizing.Load.CompileMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says what a load needs. All of it follows from measured coefficients, from the settings of this version and from two
 * laws: Little's law for calls of a model, and what queues do where processors are nearly busy.
 */
public final class Calculator {

    /** STATEWAVE_DATABASE_POOL_SIZE. */
    static final int POOL = 10;
    /** The connection on which a process looks for changed settings. */
    private static final int SETTINGS = 1;
    /** The slot, the lease and the snapshot of the relay. */
    private static final int RELAY = 3;
    /** For operators, backups and what PostgreSQL reserves. */
    private static final int SPARE = 10;
    /** STATEWAVE_COMPILE_CONCURRENCY. */
    static final int COMPILES_AT_ONCE = 4;
    /** STATEWAVE_WRITER_CONCURRENCY. */
    private static final int WRITERS = 2;
    /** STATEWAVE_KAFKA_PARTITIONS. */
    private static final int PARTITIONS = 4;
    /** STATEWAVE_KAFKA_RETENTION_HOURS. */
    private static final double KAFKA_DAYS = 7;
    /** STATEWAVE_WEBHOOK_DELIVERY_RETENTION_HOURS. */
    private static final double DELIVERY_DAYS = 30;
    /** Of a group of brokers that survives the loss of one. */
    private static final int BROKERS = 3;
    /** max_wal_size of PostgreSQL as it is set up here. */
    private static final double LOG_BYTES = 1 << 30;
    /** How long the relay may be away before its slot holds back too much. */
    private static final double AWAY_SECONDS = 4 * 3_600;
    /** max_slot_wal_keep_size as it is set up here. */
    private static final double MOST_HELD = 4.0 * (1 << 30);
    /** What tables need beyond their rows: dead rows until the next vacuum, and room to work. */
    private static final double DISK_ROOM = 1.4;
    /** Share of tables and indexes that is asked for again and again. Not measured. */
    private static final double HOT_SHARE = 0.1;

    private static final double SECONDS_A_DAY = 86_400;

    private final Coefficients coefficients;

    public Calculator(Coefficients coefficients) {
        this.coefficients = coefficients;
    }

    /** The one on the coefficients that this version was built with. */
    public static Calculator builtIn() {
        return new Calculator(Coefficients.builtIn());
    }

    public Coefficients coefficients() {
        return coefficients;
    }

    /** @throws ApiException 409 where this version was built without a measurement */
    public Estimate estimate(Load load, Prices prices) {
        coefficients.requireMeasured();
        Rates peak = load.peak();
        Map<Role, Double> busy = cores(peak);
        int brokers = load.redundant() ? BROKERS : 1;
        double modelCalls = load.compileMode() == CompileMode.LLM
                ? peak.episodes() / peak.sessionLength() * load.modelSeconds()
                : 0;
        Map<Role, Integer> replicas = replicas(load, busy, brokers, modelCalls);
        replicas.forEach((role, count) -> busy.merge(role, (count - 1) * idle(role), Double::sum));

        Disk disk = disk(load, brokers);
        Map<Role, Double> memory = memory(load, replicas, disk);
        var roles = new ArrayList<RoleNeed>();
        double used = 0;
        for (Role role : Role.values()) {
            double cores = busy.getOrDefault(role, 0.0);
            used += cores;
            roles.add(new RoleNeed(
                    role.title(),
                    cores,
                    cores / load.maxUtilisation(),
                    replicas.getOrDefault(role, 1),
                    memory.getOrDefault(role, 0.0)));
        }
        double cores = used / load.maxUtilisation();
        double memoryBytes =
                memory.values().stream().mapToDouble(Double::doubleValue).sum();
        int connections = connections(replicas);
        int workers = replicas.getOrDefault(Role.WORKER, 1);
        int partitions = Math.max(PARTITIONS, workers * WRITERS);
        List<String> warnings = warnings(load, peak, connections);
        Map<Resource, Double> flow = coefficients.use(peak.drivers());
        return new Estimate(
                Tier.of(load.subjects()).key(),
                List.copyOf(roles),
                used,
                cores,
                1 - load.maxUtilisation(),
                memoryBytes,
                disk,
                connections,
                connections + SPARE,
                partitions,
                workers,
                modelCalls,
                flow.getOrDefault(Resource.REQUEST_BYTES, 0.0),
                flow.getOrDefault(Resource.RESPONSE_BYTES, 0.0),
                prices.core() * cores
                        + prices.gigabyteMemory() * memoryBytes / 1e9
                        + prices.gigabyteDisk() * disk.total() / 1e9,
                busiest(busy, used),
                firstLimit(busy, load),
                warnings.stream().anyMatch(warning -> warning.startsWith(BEYOND)) ? "extrapolated" : "measured",
                warnings,
                coefficients.run());
    }

    /**
     * Processors that each role keeps busy, one process of each.
     *
     * @throws ApiException 409 where this version was built without a measurement
     */
    public Map<Role, Double> cores(Rates rates) {
        coefficients.requireMeasured();
        Map<Driver, Double> drivers = new EnumMap<>(rates.drivers());
        drivers.put(Driver.SECONDS, 1.0);
        drivers.put(Driver.VACUUMED_EPISODES, rates.episodes());
        Map<Resource, Double> used = coefficients.use(drivers);
        var cores = new EnumMap<Role, Double>(Role.class);
        for (Role role : Role.values()) {
            cores.put(role, used.getOrDefault(Resource.cpu(role), 0.0));
        }
        return cores;
    }

    private double idle(Role role) {
        return coefficients.use(Map.of(Driver.SECONDS, 1.0)).getOrDefault(Resource.cpu(role), 0.0);
    }

    private static Map<Role, Integer> replicas(Load load, Map<Role, Double> busy, int brokers, double modelCalls) {
        var replicas = new EnumMap<Role, Integer>(Role.class);
        for (Role role : Role.values()) {
            int needed = Math.max(
                    1, (int) Math.ceil(busy.getOrDefault(role, 0.0) / load.maxUtilisation() / load.coresPerProcess()));
            replicas.put(role, load.redundant() && role.deployable() ? needed + 1 : needed);
        }
        // Little's law: calls under way are calls a second times the seconds of one.
        int callers = (int) Math.ceil(modelCalls / load.maxUtilisation() / COMPILES_AT_ONCE);
        replicas.merge(Role.WORKER, callers + (load.redundant() ? 1 : 0), Math::max);
        replicas.put(Role.BROKER, brokers);
        replicas.put(Role.POSTGRES, 1 + load.postgresReplicas());
        return replicas;
    }

    private Disk disk(Load load, int copies) {
        Rates mean = load.mean();
        Map<Resource, Double> flow = coefficients.use(mean.drivers());
        double tablesPerDay = SECONDS_A_DAY * flow.getOrDefault(Resource.TABLE_BYTES, 0.0);
        double indexesPerDay = SECONDS_A_DAY * flow.getOrDefault(Resource.INDEX_BYTES, 0.0);
        Map<Resource, Double> hooks = coefficients.use(Map.of(Driver.WEBHOOKS, mean.webhooks() * SECONDS_A_DAY));
        double hookTables = hooks.getOrDefault(Resource.TABLE_BYTES, 0.0);
        double hookIndexes = hooks.getOrDefault(Resource.INDEX_BYTES, 0.0);
        // Deliveries are deleted after their own time.
        double hookDays = Math.min(DELIVERY_DAYS, load.daysKept());
        double tables = (tablesPerDay - hookTables) * load.daysKept() + hookTables * hookDays;
        double indexes = (indexesPerDay - hookIndexes) * load.daysKept() + hookIndexes * hookDays;
        double logPerSecond = coefficients.use(load.peak().drivers()).getOrDefault(Resource.WAL_BYTES, 0.0);
        double log = LOG_BYTES + Math.min(MOST_HELD, logPerSecond * AWAY_SECONDS);
        double kafka = flow.getOrDefault(Resource.KAFKA_BYTES, 0.0)
                * SECONDS_A_DAY
                * Math.min(KAFKA_DAYS, load.daysKept())
                * copies;
        int servers = 1 + load.postgresReplicas();
        return new Disk(
                tables,
                indexes,
                log,
                kafka,
                DISK_ROOM * (servers * (tables + indexes + log) + kafka),
                SECONDS_A_DAY * flow.getOrDefault(Resource.WAL_BYTES, 0.0),
                tablesPerDay + indexesPerDay);
    }

    private Map<Role, Double> memory(Load load, Map<Role, Integer> replicas, Disk disk) {
        var memory = new EnumMap<Role, Double>(Role.class);
        for (Role role : Role.values()) {
            memory.put(
                    role,
                    coefficients.memory().getOrDefault(role, 0.0)
                            * (role == Role.POSTGRES ? 1 : replicas.getOrDefault(role, 1)));
        }
        double hot = HOT_SHARE * (disk.tables() + disk.indexes());
        memory.merge(Role.POSTGRES, hot, Double::sum);
        memory.computeIfPresent(Role.POSTGRES, (_, bytes) -> bytes * (1 + load.postgresReplicas()));
        return memory;
    }

    private static int connections(Map<Role, Integer> replicas) {
        int processes = replicas.entrySet().stream()
                .filter(entry -> entry.getKey().deployable())
                .mapToInt(Map.Entry::getValue)
                .sum();
        return processes * (POOL + SETTINGS) + RELAY;
    }

    private static String busiest(Map<Role, Double> busy, double used) {
        return busy.entrySet().stream()
                .max(Comparator.comparingDouble(Map.Entry::getValue))
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s: %.0f %% of the processor time",
                        entry.getKey().title(),
                        used == 0 ? 0 : 100 * entry.getValue() / used))
                .orElse("");
    }

    /** What more processes do not help: the one primary, and the one relay of events. */
    private static String firstLimit(Map<Role, Double> busy, Load load) {
        double primary = busy.getOrDefault(Role.POSTGRES, 0.0) / load.maxUtilisation();
        double relay = busy.getOrDefault(Role.DISPATCHER, 0.0) / load.maxUtilisation();
        return relay > 1
                ? String.format(
                        Locale.ROOT,
                        "webhook-dispatcher: one process relays all events, on one processor at most, and %.1f are needed",
                        relay)
                : String.format(
                        Locale.ROOT,
                        "postgresql: one primary takes all writes and needs %.1f processors in one machine",
                        primary);
    }

    static final String BEYOND = "Beyond what was tested: ";

    private List<String> warnings(Load load, Rates peak, int connections) {
        Coefficients.Tested tested = coefficients.tested();
        var warnings = new ArrayList<String>();
        beyond(warnings, "subjects", load.subjects(), tested.subjects());
        beyond(warnings, "episodes kept", load.episodesPerDay() * load.daysKept(), tested.episodes());
        beyond(warnings, "memories of a subject", load.memoriesPerSubject(), tested.memoriesPerSubject());
        beyond(warnings, "bytes of an episode", load.episodeBytes(), tested.episodeBytes());
        beyond(warnings, "episodes a second at the peak", peak.episodes(), tested.episodesPerSecond());
        beyond(warnings, "contexts and searches a second", peak.reads(), tested.readsPerSecond());
        beyond(warnings, "webhooks a second", peak.webhooks(), tested.webhooksPerSecond());
        beyond(warnings, "connections to PostgreSQL", connections, tested.connections());
        peak.drivers().forEach((driver, rate) -> {
            if (rate > 0 && coefficients.all().stream().noneMatch(known -> known.driver() == driver)) {
                warnings.add(BEYOND + driver.meaning() + " were not measured, and nothing is counted for them.");
            }
        });
        if (load.compileMode() == CompileMode.LLM) {
            warnings.add("Not measured: the processor time of compiling with a chat model. "
                    + "That of the heuristic compiler is counted; the model server is not.");
        }
        if (load.redundant() || load.postgresReplicas() > 0) {
            warnings.add("Not measured: the processor time of copies of topics and of replicas of PostgreSQL. "
                    + "Count the row of the broker, and half of that of PostgreSQL, for each of them.");
        }
        if (load.postgresReplicas() > 0) {
            warnings.add("Replicas of PostgreSQL take over when the primary is lost; "
                    + "this version asks the primary alone, so they take no load from it.");
        }
        if (load.tenants() > 1) {
            warnings.add(
                    "Not measured: many tenants. Rows and indexes hold the tenant, and nothing else depends on them.");
        }
        warnings.add(String.format(
                Locale.ROOT,
                "Assumed, not measured: %.0f %% of the tables are asked for again and again and should fit into memory.",
                100 * HOT_SHARE));
        if (!coefficients.note().isBlank()) {
            warnings.add("Of the run that the coefficients come from: " + coefficients.note());
        }
        return List.copyOf(warnings);
    }

    private static void beyond(List<String> warnings, String what, double asked, double tested) {
        if (asked > tested) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%s%,.0f %s, and the run went up to %,.0f. The estimate goes on in a straight line.",
                    BEYOND,
                    asked,
                    what,
                    tested));
        }
    }
}
