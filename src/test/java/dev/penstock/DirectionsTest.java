package dev.penstock;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds the directions of the packages: `model <- json <- encoding <- plan <- bus <- acting <-
/// root`.
class DirectionsTest {
  private static final String ROOT = "dev.penstock";
  private static final String[] PURE = {"..model..", "..json..", "..encoding..", "..plan.."};
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void purePackagesKnowOnlyThemselvesAndTheLanguage() {
    classes()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".model..",
            ROOT + ".json..",
            ROOT + ".encoding..",
            ROOT + ".plan..",
            "java..",
            "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void packagesDependOnEachOtherInOneDirection() {
    SlicesRuleDefinition.slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "model, json",
    "model, encoding",
    "model, plan",
    "json, encoding",
    "json, plan",
    "encoding, plan"
  })
  void purePackagesAreLayered(String lower, String higher) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + lower + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "." + higher + "..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({"ingress", "online", "offline", "serving"})
  void actingPackagesDoNotSeeEachOther(String acting) {
    var others =
        java.util.stream.Stream.of("ingress", "online", "offline", "serving")
            .filter(other -> !other.equals(acting))
            // Reads go through the port of the online store.
            .filter(other -> !(acting.equals("serving") && other.equals("online")))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + acting + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "org.rocksdb.., ..online.embedded..",
    "org.duckdb.., ..offline.embedded..",
    "java.sql.., ..offline.embedded..",
    "org.snakeyaml.., ..yaml..",
    "de.siegmar.., ..demo..",
    "me.tongfei.., ..demo..",
    "io.micrometer.., ..metrics.."
  })
  void aLibraryIsSeenOnlyInItsPackage(String library, String place) {
    noClasses()
        .that()
        .resideOutsideOfPackage(place)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void theEventBusIsTouchedInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".bus..", ROOT)
        .should()
        .callMethodWhere(
            com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(
                        io.vertx.core.eventbus.EventBus.class))))
        .check(CLASSES);
  }
}
