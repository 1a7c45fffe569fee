package dev.statewave.context.resolutions;

import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.context.store.ResolutionStatus;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /v1/resolutions}: a bare array, as the clients expect it. */
@RestController
class ResolutionController {

    private final ResolutionRepository resolutions;

    ResolutionController(ResolutionRepository resolutions) {
        this.resolutions = resolutions;
    }

    @GetMapping("/v1/resolutions")
    Mono<List<ResolutionBody>> list(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant) {
        FieldReader fields = FieldReader.query(parameters);
        String subject = fields.requiredId("subject_id");
        String status = fields.optionalEnum("status", ResolutionStatus.wireTexts());
        int limit = fields.integer("limit", 1, 200, 50);
        int offset = fields.integer("offset", 0, Integer.MAX_VALUE, 0);
        fields.check();
        return resolutions.newest(subject, tenant, status, limit, offset).collectList();
    }
}
