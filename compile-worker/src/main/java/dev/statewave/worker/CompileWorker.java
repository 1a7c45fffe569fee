package dev.statewave.worker;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import dev.statewave.platform.pauses.TenantPausesConfiguration;
import dev.statewave.platform.postgres.WorkPoolConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Import;

/** The deployable whose consumer groups persist, compile and embed, each switched on by its role. */
@Deployable
@Import({WorkPoolConfiguration.class, TenantPausesConfiguration.class})
public class CompileWorker {

    public static SpringApplication application() {
        return DeployableDefaults.application(CompileWorker.class, "compile-worker");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
