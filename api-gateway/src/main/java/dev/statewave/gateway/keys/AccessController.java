package dev.statewave.gateway.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.audit.Actor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/access}: tells a caller what its key may do, so that it offers nothing else. */
@RestController
class AccessController {

    /**
     * @param keyRequired false while access is open
     * @param keyId as in the audit
     * @param tenantId the one tenant that the key is bound to; null for none
     */
    @JsonInclude
    record AccessBody(
            boolean keyRequired,
            String keyId,
            String name,
            @Nullable String tenantId,
            List<Scope> scopes) {

        static AccessBody open() {
            return new AccessBody(false, Actor.ANONYMOUS.id(), Actor.ANONYMOUS.name(), null, List.of(Scope.values()));
        }

        static AccessBody of(Access access) {
            return new AccessBody(
                    true,
                    access.keyId(),
                    access.name(),
                    access.tenant(),
                    Arrays.stream(Scope.values()).filter(access::has).toList());
        }
    }

    @GetMapping("/admin/access")
    AccessBody access(@RequestAttribute(name = Access.ATTRIBUTE, required = false) @Nullable Access access) {
        return access == null ? AccessBody.open() : AccessBody.of(access);
    }
}
