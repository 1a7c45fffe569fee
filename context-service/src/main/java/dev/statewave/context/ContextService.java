package dev.statewave.context;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import org.springframework.boot.SpringApplication;

@Deployable
public class ContextService {

    public static SpringApplication application() {
        return DeployableDefaults.application(ContextService.class, "context-service");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
