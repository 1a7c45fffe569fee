package dev.statewave.gateway.console;

import dev.statewave.contract.rest.ApiException;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@code /console}: one page and its files. Every path below it that is not a file is the page, which shows what the
 * path names; so a reload or a link lands where it should.
 */
@RestController
class ConsoleController {

    private static final String PREFIX = "/console/";
    private static final String ASSETS = "assets/";
    /** The page loads its own files and calls this server, and nothing else; nothing written into it is run. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    /** The names of these files hold a hash of what is in them. */
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

    private final ConsoleFiles files;

    ConsoleController(ConsoleFiles files) {
        this.files = files;
    }

    @GetMapping({"/console", "/console/**"})
    ResponseEntity<byte[]> file(ServerWebExchange exchange) {
        protect(exchange.getResponse().getHeaders());
        String path = exchange.getRequest().getPath().value();
        String name = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
        ConsoleFiles.File file = files.find(name);
        if (file != null && name.startsWith(ASSETS)) {
            return answer(file, FOR_EVER);
        }
        if (name.startsWith(ASSETS)) {
            throw ApiException.of(404, "route_not_found", "Not Found");
        }
        return answer(file == null ? files.page() : file, CacheControl.noCache());
    }

    private static ResponseEntity<byte[]> answer(ConsoleFiles.File file, CacheControl caching) {
        return ResponseEntity.ok()
                .contentType(file.type())
                .cacheControl(caching)
                .eTag(file.hash())
                .body(file.bytes());
    }

    private static void protect(HttpHeaders headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
    }
}
