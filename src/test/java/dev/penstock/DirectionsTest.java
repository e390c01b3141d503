package dev.penstock;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds the directions of the packages: `model <- json <- encoding <- plan <- bus <- acting <-
/// root`.
class DirectionsTest {
  private static final String ROOT = "dev.penstock";
  private static final Set<String> READERS = Set.of("serving", "materialize", "verify", "replay");
  private static final Set<String> PORTS = Set.of("online", "offline", "jobs", "ingress");
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

  @Test
  void everyPackageSeesOnlyWhatContributorsAreTold() throws IOException {
    var allowed = table();
    var unknown = new TreeSet<String>();
    for (var dependency : CLASSES.stream().flatMap(DirectionsTest::dependencies).toList()) {
      String from = slice(dependency.getOriginClass());
      String to = slice(dependency.getTargetClass());
      // The root sees everything.
      if (!from.isEmpty()
          && !to.equals(from)
          && !allowed.getOrDefault(from, Set.of()).contains(to)) {
        unknown.add(from + " sees " + to);
      }
    }

    assertThat(allowed).containsKeys("model", "offline", "demo");
    assertThat(unknown).as("what the table of CONTRIBUTING.md lacks").isEmpty();
  }

  /// What each package may see, by the table of CONTRIBUTING.md.
  private static Map<String, Set<String>> table() throws IOException {
    var table = new HashMap<String, Set<String>>();
    for (var line : Files.readAllLines(Path.of("CONTRIBUTING.md"))) {
      var cells = line.split("\\|", -1);
      if (line.startsWith("| `") && cells.length == 5) {
        names(cells[1]).forEach(name -> table.put(name, names(cells[3])));
      }
    }
    return table;
  }

  private static Set<String> names(String cell) {
    return Pattern.compile("`([a-z]+)`")
        .matcher(cell)
        .results()
        .map(name -> name.group(1))
        .collect(Collectors.toSet());
  }

  private static Stream<Dependency> dependencies(JavaClass from) {
    return from.getDirectDependenciesFromSelf().stream()
        .filter(dependency -> dependency.getTargetClass().getPackageName().startsWith(ROOT));
  }

  /// The first name of a package below the root; empty for the root.
  private static String slice(JavaClass of) {
    return of.getPackageName().substring(ROOT.length()).replaceFirst("^\\.([a-z]+).*", "$1");
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
  @CsvSource({"ingress", "online", "offline", "serving", "materialize", "verify", "replay", "jobs"})
  void actingPackagesDoNotSeeEachOther(String acting) {
    var others =
        Stream.of(
                "ingress",
                "online",
                "offline",
                "serving",
                "materialize",
                "verify",
                "replay",
                "jobs")
            .filter(other -> !other.equals(acting))
            // What is stored is read through the ports of the stores; jobs are a port too, and what
            // comes in has one to dead letters. The table says who sees which.
            .filter(other -> !(READERS.contains(acting) && PORTS.contains(other)))
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
    "org.duckdb.., ..offline.duckdb.. ..offline.embedded.. ..offline.parquet.. ..table..",
    "java.sql.., ..offline.duckdb.. ..offline.embedded.. ..offline.parquet.. ..table.. ..online.sqlite.. ..feast.registry..",
    "org.sqlite.., ..online.sqlite.. ..feast.registry..",
    "com.google.protobuf.., ..feast.. ..ingress.kafka.format.protobuf..",
    "com.squareup.wire.., ..ingress.kafka.format.protobuf..",
    "org.apache.avro.., ..ingress.kafka.format.avro..",
    "org.snakeyaml.., ..yaml..",
    "de.siegmar.., ..demo.. ..table..",
    "me.tongfei.., ..demo..",
    "com.cronutils.., ..schedule..",
    "io.micrometer.., ..metrics.."
  })
  void aLibraryIsSeenOnlyInItsPackage(String library, String places) {
    noClasses()
        .that()
        .resideOutsideOfPackages(places.split(" "))
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
