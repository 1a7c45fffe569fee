package dev.statewave.context.receipts.read;

import dev.statewave.context.admin.AdminQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code GET /admin/receipts/export}: the chains of all tenants, or of one, as lines of JSON, to be kept and verified
 * elsewhere. It is read page by page, so a slow reader holds no connection of the database.
 */
@RestController
class ReceiptExportController {

    private static final int PAGE = 200;
    private static final String LINES = "application/x-ndjson";

    private final ReceiptRepository receipts;

    ReceiptExportController(ReceiptRepository receipts) {
        this.receipts = receipts;
    }

    @GetMapping("/admin/receipts/export")
    Mono<ResponseEntity<Flux<DataBuffer>>> export(@RequestParam Map<String, String> parameters) {
        AdminQuery admin = new AdminQuery(parameters);
        String tenant = admin.tenant();
        admin.check();
        // The first page is awaited, so that a database that is away is an error and no empty export.
        return receipts.chain(tenant, null, PAGE).map(first -> ResponseEntity.ok()
                .header("Content-Type", LINES)
                .body(Flux.just(first).expand(page -> next(page, tenant), 1).map(ReceiptExportController::lines)));
    }

    private Mono<List<ChainLink>> next(List<ChainLink> page, @Nullable String tenant) {
        return page.size() < PAGE ? Mono.empty() : receipts.chain(tenant, page.getLast(), PAGE);
    }

    private static DataBuffer lines(List<ChainLink> page) {
        String text = page.stream().map(ChainLink::line).collect(Collectors.joining());
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
