package dev.statewave.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;

class KnownPathsTest {

    private final KnownPaths paths = new KnownPaths(Map.of(
            "/v1/episodes", Map.of("post", "", "summary", ""),
            "/v1/subjects/{subject_id}", Map.of("delete", ""),
            "/v1/subjects/{subject_id}/health", Map.of("get", ""),
            "/v1/templates/{template_id}", Map.of("put", ""),
            "/v1/templates/{template_id}/apply", Map.of("post", ""),
            "/v1/items/{subject_id}/parts/{part_id}/uses", Map.of("get", ""),
            "/v1/boxes/{box_id}/lids/{lid_id}", Map.of("get", "")));

    @ParameterizedTest
    @CsvSource({
        "/v1/episodes,POST",
        "/v1/episodes/,",
        "/v1/subjects/a,DELETE",
        "/v1/subjects/a/b,DELETE",
        "/v1/subjects/,",
        "/v1/subjects/a/health,DELETE GET HEAD",
        "/v1/subjects/a/b/health,DELETE GET HEAD",
        "/v1/subjects//health,DELETE",
        "/v1/templates/a,PUT",
        "/v1/templates/a/,",
        "/v1/templates/a/b,",
        "/v1/templates/,",
        "/v1/templates/a/apply,POST",
        "/v1/templates/a/b/apply,",
        "/v1/templates//apply,",
        "/v1/items/a/parts/b/uses,GET HEAD",
        "/v1/items/a/b/parts/c/uses,GET HEAD",
        "/v1/items/a/parts/b/parts/c/uses,GET HEAD",
        "/v1/items/a/parts/b/c/uses,",
        "/v1/items/a/parts//uses,",
        "/v1/items//parts/b/uses,",
        "/v1/items/parts/b/uses,",
        "/v1/boxes/a/lids/b,GET HEAD",
        "/v1/boxes/a/b/lids/c,",
        "/v1/boxes/a/lids/,",
        "/v1/other,"
    })
    void path_hasTheMethodsOfItsTemplates(String path, String methods) {
        assertThat(paths.methods(path).stream().map(HttpMethod::name).sorted().collect(Collectors.joining(" ")))
                .isEqualTo(methods == null ? "" : methods);
    }

    @Test
    void templateWithThreeParameters_isRefused() {
        Map<String, Map<String, Object>> three = Map.of("/v1/a/{a}/b/{b}/{c}", Map.of("get", ""));

        assertThatThrownBy(() -> new KnownPaths(three)).hasMessageContaining("/v1/a/{a}/b/{b}/{c}");
    }
}
