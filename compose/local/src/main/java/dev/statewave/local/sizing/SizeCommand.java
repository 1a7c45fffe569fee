package dev.statewave.local.sizing;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldError;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.sizing.Calculator;
import dev.statewave.contract.sizing.Load;
import dev.statewave.contract.sizing.SizingAnswer;
import dev.statewave.contract.sizing.SizingRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Says what a load needs. It reads a file or options, and on a terminal it asks. */
@Command(
        name = "size",
        description = {
            "Say what a load needs, or what a machine carries (see docs/sizing.md).",
            "Every field of the load is an option, such as --subjects 20000 --episodes-per-day 50000; "
                    + "without any option it asks."
        })
public final class SizeCommand implements Callable<Integer> {

    private static final int WRONG = 2;
    private static final int LARGEST_FILE = 1 << 20;

    /** What is asked on a terminal; the rest keeps its defaults. */
    private static final Map<String, String> QUESTIONS = questions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--file", paramLabel = "FILE", description = "YAML or JSON with load, machine, what_if and prices")
    private @Nullable Path file;

    @Option(
            names = "--what-if",
            paramLabel = "FIELD=VALUE",
            description = "a field of the load to change; both stand side by side")
    private Map<String, String> whatIf = new LinkedHashMap<>();

    @Option(
            names = "--machine",
            paramLabel = "FIELD=VALUE",
            description = "cores, memory_gb, disk_gb or max_connections: say what a machine of that size carries")
    private Map<String, String> machine = new LinkedHashMap<>();

    @Option(
            names = "--price",
            paramLabel = "FIELD=VALUE",
            description = "core, gigabyte_memory or gigabyte_disk, in any unit")
    private Map<String, String> prices = new LinkedHashMap<>();

    @Option(names = "--json", description = "print JSON, as POST /admin/sizing/estimate answers")
    private boolean json;

    @Unmatched
    private List<String> fields = new ArrayList<>();

    private static Map<String, String> questions() {
        var questions = new LinkedHashMap<String, String>();
        questions.put("subjects", "How many subjects (users, accounts, tickets) are stored");
        questions.put("episodes_per_day", "How many episodes are recorded on an average day");
        questions.put("episode_bytes", "How many bytes has the payload of one");
        questions.put("peak_factor", "How many times the average is the busiest hour");
        questions.put("contexts_per_second", "How many contexts are asked for in a second of it");
        questions.put("searches_per_second", "How many searches");
        questions.put("memories_per_subject", "How many memories has a subject that is asked about");
        questions.put("webhooks_per_episode", "How many webhooks are delivered for an episode");
        questions.put("retention_days", "After how many days are episodes deleted (0 for never)");
        questions.put("redundant", "Has the loss of a process to be survived (true or false)");
        return questions;
    }

    /** Ends with 2 and one line for each thing that cannot be. */
    @Override
    public Integer call() throws IOException {
        ObjectNode body = file == null ? Json.object() : read(file);
        ObjectNode load = part(body, "load");
        options().forEach(load::put);
        if (file == null
                && fields.isEmpty()
                && System.console() != null
                && System.console().isTerminal()) {
            ask(load, new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())), System.out);
        }
        fill(body, "what_if", whatIf);
        fill(body, "machine", machine);
        fill(body, "prices", prices);
        SizingAnswer answer;
        try {
            FieldReader reader = FieldReader.body(body);
            SizingRequest request = SizingRequest.read(reader);
            reader.check();
            answer = request.answer(Calculator.builtIn());
        } catch (ApiException e) {
            System.err.println(sentences(e));
            return WRONG;
        }
        System.out.print(
                json
                        ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer) + "\n"
                        : SizeTable.of(answer));
        return 0;
    }

    /** What was wrong, one line each. */
    private static String sentences(ApiException e) {
        if (e.details() instanceof List<?> details) {
            return details.stream()
                    .filter(FieldError.class::isInstance)
                    .map(FieldError.class::cast)
                    .map(error ->
                            error.loc().stream().skip(1).map(String::valueOf).collect(Collectors.joining("."))
                                    + ": "
                                    + error.msg())
                    .collect(Collectors.joining("\n"));
        }
        return String.valueOf(e.getMessage());
    }

    private static void ask(ObjectNode load, BufferedReader in, PrintStream out) throws IOException {
        out.println("Enter takes the default.");
        Load usual = Load.read(FieldReader.body(Json.object()));
        JsonNode defaults = Json.MAPPER.valueToTree(usual);
        for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
            out.printf(
                    "%s? [%s] ",
                    question.getValue(), defaults.path(question.getKey()).asString(""));
            out.flush();
            String said = in.readLine();
            if (said == null) {
                return;
            }
            if (!said.isBlank()) {
                load.put(question.getKey(), said.strip());
            }
        }
    }

    /** {@code --episodes-per-day 5} or {@code --episodes-per-day=5}, as fields of the load. */
    private Map<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        for (int i = 0; i < fields.size(); i++) {
            String option = fields.get(i);
            if (!option.startsWith("--") || option.length() == 2) {
                throw new ParameterException(
                        spec.commandLine(), "'%s' is no option; write --FIELD VALUE.".formatted(option));
            }
            int equals = option.indexOf('=');
            String name =
                    option.substring(2, equals < 0 ? option.length() : equals).replace('-', '_');
            if (!Load.FIELDS.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no field '%s'. The fields are %s."
                                .formatted(name, Load.FIELDS.stream().sorted().collect(Collectors.joining(", "))));
            }
            if (equals < 0 && i + 1 == fields.size()) {
                throw new ParameterException(spec.commandLine(), "%s has no value.".formatted(option));
            }
            options.put(name, equals < 0 ? fields.get(++i) : option.substring(equals + 1));
        }
        return options;
    }

    private static void fill(ObjectNode body, String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode part = part(body, name);
            values.forEach((field, value) -> part.put(field.replace('-', '_'), value));
        }
    }

    /** An object within the body, made where there is none. */
    private static ObjectNode part(ObjectNode body, String name) {
        if (body.get(name) instanceof ObjectNode there) {
            return there;
        }
        // Something else in its place is left there, so that the reader says what is wrong with it.
        return body.hasNonNull(name) ? Json.object() : body.putObject(name);
    }

    /** YAML, of which JSON is a part. */
    private ObjectNode read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new ParameterException(spec.commandLine(), "There is no file %s.".formatted(path));
        }
        if (Files.size(path) > LARGEST_FILE) {
            throw new ParameterException(spec.commandLine(), "%s is larger than 1 MiB.".formatted(path));
        }
        try {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(path));
            if (Json.MAPPER.valueToTree(document) instanceof ObjectNode body) {
                return body;
            }
        } catch (YAMLException e) {
            throw new ParameterException(
                    spec.commandLine(), "%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
        throw new ParameterException(spec.commandLine(), "%s holds no fields; it begins with 'load:'.".formatted(path));
    }
}
