package dev.statewave.context.ops;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /ops/migrations}. */
@RestController
class MigrationsController {

    private final SchemaState schema;

    MigrationsController(SchemaState schema) {
        this.schema = schema;
    }

    @GetMapping("/ops/migrations")
    Mono<SchemaState.MigrationsBody> migrations() {
        return schema.read();
    }
}
