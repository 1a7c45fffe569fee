package dev.statewave.harness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

@AnalyzeClasses(packages = "dev.statewave", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DEPLOYABLES_MEET_ON_KAFKA_AND_IN_POSTGRESQL = SlicesRuleDefinition.slices()
            .matching("dev.statewave.(gateway|ingest|worker|context|webhooks)..")
            .should()
            .notDependOnEachOther()
            .because("each of them is deployed, scaled and restarted alone; "
                    + "what two of them share belongs into platform");

    @ArchTest
    static final ArchRule ARROWS_GO_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("contract")
            .definedBy("dev.statewave.contract..")
            .layer("platform")
            .definedBy("dev.statewave.platform..")
            .layer("models")
            .definedBy("dev.statewave.models..")
            .layer("reading and compiling")
            .definedBy("dev.statewave.worker..", "dev.statewave.context..")
            .layer("other deployables")
            .definedBy("dev.statewave.gateway..", "dev.statewave.ingest..", "dev.statewave.webhooks..")
            .layer("local")
            .definedBy("dev.statewave.local..")
            .layer("harness")
            .definedBy("dev.statewave.harness..")
            .whereLayer("harness")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("local")
            .mayOnlyBeAccessedByLayers("harness")
            .whereLayer("reading and compiling")
            .mayOnlyBeAccessedByLayers("local")
            .whereLayer("other deployables")
            .mayOnlyBeAccessedByLayers("local")
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("reading and compiling", "local", "harness")
            .whereLayer("platform")
            .mayOnlyAccessLayers("contract")
            .because("a deployable stands on models, platform and contract, "
                    + "and none of these may lean on what stands above it");

    @ArchTest
    static final ArchRule CONTRACT_NEEDS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("dev.statewave.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "reactor..", "io.netty..", "java.sql..", "io.r2dbc..")
            .because("a consumer of our records should not have to bring a web server or a database driver");

    @ArchTest
    static final ArchRule REQUEST_PATHS_DO_NOT_BLOCK_ON_JDBC = noClasses()
            .that()
            .resideInAnyPackage("dev.statewave.gateway..", "dev.statewave.ingest..", "dev.statewave.context..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..", "com.zaxxer.hikari..")
            .because("their threads are event loops; a blocking driver would stop all requests of a loop");

    @ArchTest
    static final ArchRule READERS_SAY_WHOSE_ROWS_THEY_WANT = noClasses()
            .that()
            .resideInAnyPackage("dev.statewave.ingest..", "dev.statewave.context..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.r2dbc.core.DatabaseClient")
            .because("only a transaction with a scope is held to its tenant by row-level security");

    private static final List<String> ROOTS = List.of(
            "contract", "platform", "models", "gateway", "ingest", "worker", "context", "webhooks", "local", "harness");

    @ArchTest
    static void packagesOfARoot_haveNoCycles(JavaClasses classes) {
        var checks = new SoftAssertions();
        for (String root : ROOTS) {
            ArchRule rule = SlicesRuleDefinition.slices()
                    .assignedFrom(packagesUnder("dev.statewave." + root))
                    .should()
                    .beFreeOfCycles()
                    .because("packages in a cycle can only be understood and changed together");
            checks.assertThatCode(() -> rule.check(classes)).doesNotThrowAnyException();
        }
        checks.assertAll();
    }

    private static SliceAssignment packagesUnder(String root) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return name.equals(root) || name.startsWith(root + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages under " + root;
            }
        };
    }
}
