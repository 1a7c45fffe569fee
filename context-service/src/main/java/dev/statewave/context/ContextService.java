package dev.statewave.context;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import dev.statewave.platform.web.ApiConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Import;

/** The read side of the API. */
@Deployable
@Import(ApiConfiguration.class)
public class ContextService {

    public static SpringApplication application() {
        return DeployableDefaults.application(ContextService.class, "context-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
