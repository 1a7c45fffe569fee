package dev.statewave.ingest.settings;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.settings.LiveSettings;
import dev.statewave.platform.settings.RestartSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/settings/apply} and {@code POST /admin/restart}: stored settings come into force while everything
 * runs, as far as they can, or all processes end and are started again.
 */
@RestController
class ApplyController {

    /** Processes look every two seconds, and wait for two more. */
    private static final int EXIT_SECONDS = 5;

    private final AppliedSettingRepository repository;
    private final LiveSettings settings;
    private final boolean supervised;

    ApplyController(AppliedSettingRepository repository, LiveSettings settings, RestartSettings restart) {
        this.repository = repository;
        this.settings = settings;
        this.supervised = restart.restartSupervised();
    }

    /**
     * The answer.
     *
     * @param applied how many settings change by it
     * @param keys which ones
     */
    record AppliedBody(int applied, List<String> keys) {}

    record RestartBody(int exitInSeconds) {}

    /** All processes follow within seconds. */
    @PostMapping("/admin/settings/apply")
    Mono<AppliedBody> apply(
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return repository.stored().map(this::changed).flatMap(keys -> repository
                .apply(keys, Actor.parse(actor), requestId)
                .thenReturn(new AppliedBody(keys.size(), keys)));
    }

    private List<String> changed(Map<String, String> stored) {
        return Setting.ALL.stream()
                .filter(Setting::hot)
                .filter(setting -> !settings.ofStored(setting, stored).equals(settings.value(setting)))
                .map(Setting::key)
                .toList();
    }

    @PostMapping("/admin/restart")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<RestartBody> restart(
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        if (!supervised) {
            return Mono.error(ApiException.of(
                    409,
                    "restart_unsupervised",
                    "Nothing is known to start the processes again: restart them by what runs them, such as "
                            + "systemctl, docker compose restart or kubectl rollout restart, or set "
                            + "STATEWAVE_RESTART_SUPERVISED=true where they are always started again."));
        }
        return repository.restart(Actor.parse(actor), requestId).thenReturn(new RestartBody(EXIT_SECONDS));
    }
}
