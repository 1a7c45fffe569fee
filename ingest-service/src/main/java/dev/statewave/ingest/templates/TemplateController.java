package dev.statewave.ingest.templates;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.episodes.EpisodeRecorder;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.web.RequestBodies;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/memory-templates}: forms for recurring kinds of episodes. A filled form is an ordinary episode. */
@RestController
class TemplateController {

    /** The source of episodes that were filled in from a template. */
    private static final String SOURCE = "memory-template";

    private final MemoryTemplates templates;
    private final EpisodeRecorder recorder;

    TemplateController(MemoryTemplates templates, EpisodeRecorder recorder) {
        this.templates = templates;
        this.recorder = recorder;
    }

    record TemplatesBody(List<MemoryTemplate> templates) {}

    @GetMapping("/v1/memory-templates")
    TemplatesBody list() {
        return new TemplatesBody(templates.all());
    }

    @GetMapping("/v1/memory-templates/{id}")
    MemoryTemplate get(@PathVariable String id) {
        return templates.get(id);
    }

    @PostMapping("/v1/memory-templates/{id}/apply")
    Mono<ResponseEntity<Object>> apply(
            @PathVariable String id,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer) {
        MemoryTemplate template = templates.get(id);
        return RequestBodies.read(body, fields -> input(template, fields))
                .flatMap(input -> recorder.record(
                        List.of(input.checkSize(body == null ? 0 : body.length)),
                        tenant,
                        requestId,
                        WriteAnswer.respondAsync(prefer)))
                .map(recorded -> WriteAnswer.of(
                        recorded.persisted() ? 201 : 202,
                        recorded.persisted(),
                        recorded.episodes().getFirst()));
    }

    private static EpisodeInput input(MemoryTemplate template, FieldReader fields) {
        String subject = fields.requiredId("subject_id");
        String session = fields.optionalText("session_id", 256);
        Map<String, String> values = fields.texts(
                "values",
                template.fields().stream()
                        .collect(Collectors.toMap(MemoryTemplate.Field::name, MemoryTemplate.Field::required)));
        fields.check();
        return new EpisodeInput(
                subject,
                SOURCE,
                template.episodeType(),
                payload(template, values),
                metadata(template),
                Json.object(),
                session,
                null,
                null);
    }

    private static ObjectNode payload(MemoryTemplate template, Map<String, String> values) {
        ObjectNode payload =
                Json.object().put("template_id", template.id()).put("template_version", template.version());
        payload.set("fields", Json.MAPPER.valueToTree(values));
        return payload.put("content", template.render(values));
    }

    private static ObjectNode metadata(MemoryTemplate template) {
        ObjectNode metadata = Json.object();
        metadata.putObject("template").put("id", template.id()).put("version", template.version());
        return metadata;
    }
}
