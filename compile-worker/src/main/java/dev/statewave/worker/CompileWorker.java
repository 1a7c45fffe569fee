package dev.statewave.worker;

import dev.statewave.platform.deployable.Deployable;
import dev.statewave.platform.deployable.DeployableDefaults;
import org.springframework.boot.SpringApplication;

@Deployable
public class CompileWorker {

    public static SpringApplication application() {
        return DeployableDefaults.application(CompileWorker.class, "compile-worker");
    }

    public static void main(String[] args) {
        application().run(args);
    }
}
