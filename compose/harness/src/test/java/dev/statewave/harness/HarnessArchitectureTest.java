package dev.statewave.harness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The harness with its tests. */
@AnalyzeClasses(packages = "dev.statewave.harness")
class HarnessArchitectureTest {

    @ArchTest
    static final ArchRule HARNESS_SEES_A_SYSTEM_FROM_OUTSIDE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.statewave.gateway..",
                    "dev.statewave.ingest..",
                    "dev.statewave.worker..",
                    "dev.statewave.context..",
                    "dev.statewave.webhooks..")
            .because("what is measured and tested is what a client, a producer and an operator see; "
                    + "a deployable is started by way of dev.statewave.local");
}
