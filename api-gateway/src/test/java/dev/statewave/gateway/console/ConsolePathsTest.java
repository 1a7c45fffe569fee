package dev.statewave.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.gateway.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered under {@code /console}, in an installation that asks for a key and for a tenant. */
class ConsolePathsTest {

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new RunningGateway("--statewave.api-key=secret", "--statewave.require-tenant=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/console", "/console/", "/console/subjects?id=a%2Fb", "/console/a/b/c", "/console/build.json"})
    void everyPathThatIsNoAsset_isThePage(String path) throws Exception {
        var answer = gateway.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(gateway.get(path, "If-None-Match", answer.header("ETag")).status())
                .isEqualTo(304);
    }

    @Test
    void assets_areKeptForEver() throws Exception {
        String script = gateway.bean(ConsoleFiles.class).names().stream()
                .filter(name -> name.endsWith(".js"))
                .findFirst()
                .orElseThrow();

        var answer = gateway.get("/console/" + script);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/assets/gone.js",
                "/console/assets/",
                "/console/assets/../index.html",
                "/console/assets/..%2Findex.html",
                "/console/assets/%2e%2e/build.json"
            })
    void assetThatIsNone_isNotFound(String path) throws Exception {
        var answer = gateway.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("route_not_found");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/consoles", "/console.html", "/Console", "/", "/x/console"})
    void pathsBesideIt_areNotThePage(String path) throws Exception {
        assertThat(gateway.get(path, "X-API-Key", "secret", "X-Tenant-ID", "t").code())
                .isEqualTo("route_not_found");
    }

    @Test
    void pathsThatLeadOutOfIt_leadNowhere() throws Exception {
        // Neither the configured key nor a service is reached by way of a path that needs no key.
        assertThat(gateway.get("/console/../admin/keys").header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(gateway.get("/console/..%2fadmin%2faccess").header("Content-Type"))
                .isEqualTo("text/html;charset=UTF-8");
    }

    @Test
    void otherMethods_areRefused() throws Exception {
        var answer = gateway.send("POST", "/console/", BodyPublishers.ofString("{}"));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(gateway.send("HEAD", "/console/", BodyPublishers.noBody()).status())
                .isEqualTo(200);
    }

    @Test
    void access_tellsWhatAKeyMayDo() throws Exception {
        assertThat(gateway.get("/admin/access").code()).isEqualTo("missing_api_key");
        assertThat(gateway.get("/admin/access", "X-API-Key", "secret").code()).isEqualTo("missing_tenant");

        var answer = gateway.get("/admin/access", "X-API-Key", "secret", "X-Statewave-Tenant-ID", "t");

        assertThat(answer.body().toString())
                .isEqualTo("{\"key_required\":true,\"key_id\":\"single\",\"name\":\"\",\"tenant_id\":null,"
                        + "\"scopes\":[\"read\",\"write\",\"admin\"]}");
    }
}
