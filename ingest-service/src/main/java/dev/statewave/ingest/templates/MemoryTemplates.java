package dev.statewave.ingest.templates;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** All templates, one file each under {@code templates}. A malformed one fails the start. */
@Component
class MemoryTemplates {

    private final Map<String, MemoryTemplate> byId = new LinkedHashMap<>();

    MemoryTemplates() throws IOException {
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:templates/*.yml")) {
            add(file);
        }
    }

    private void add(Resource file) throws IOException {
        try (var in = file.getInputStream()) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            var template = Json.MAPPER.convertValue(tree, MemoryTemplate.class);
            if (byId.putIfAbsent(template.id(), template) != null) {
                throw new IllegalArgumentException("its id stands in two files");
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The memory template %s is malformed: %s".formatted(file.getFilename(), e.getMessage()), e);
        }
    }

    /** Sorted by id. */
    List<MemoryTemplate> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(MemoryTemplate::id))
                .toList();
    }

    /** @throws ApiException 404 where there is none of this id */
    MemoryTemplate get(String id) {
        MemoryTemplate template = byId.get(id);
        if (template == null) {
            throw ApiException.notFound("Template not found");
        }
        return template;
    }
}
