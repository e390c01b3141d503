package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A repository of Feast on the command line.
class FeastCommandTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void checkPrintsWhoFeedsWhom() throws Exception {
    repository("registry: registry.db\nunknown: 1\n");
    assertThat(Files.copy(GOLDEN.resolve("registry-file.db"), directory.resolve("registry.db")))
        .exists();

    assertThat(run("check", "--feast", directory.toString())).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith(
            "warning: "
                + directory.resolve("feature_store.yaml")
                + ":3: unknown: is not a key that Penstock knows; it is ignored\n"
                + "project golden\n")
        .contains("push source stream_push -> batch source stream_file\n  driver_stream [");
  }

  @Test
  void wrongSettingsAreToldWithTheirLines() throws Exception {
    repository("registry: s3://bucket/registry.db\nauth: {type: oidc}\n");

    assertThat(run("--feast", directory.toString())).isEqualTo(2);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("feature_store.yaml:2: registry: is on s3"),
            line -> assertThat(line).contains("feature_store.yaml:3: auth: asks for 'oidc'"));
  }

  @Test
  void aMissingRegistryIsToldWithWhatToDo() throws Exception {
    repository("registry: data/registry.db\n");

    assertThat(run("check", "--feast", directory.toString())).isEqualTo(2);

    assertThat(err)
        .hasToString(
            directory.resolve("data/registry.db") + ": there is no such file; run `feast apply`\n");
  }

  @Test
  void theDemoKeepsOutOfRepositories() throws Exception {
    repository("registry: registry.db\n");

    assertThat(run("demo", "--exit", "--feast", directory.toString())).isEqualTo(2);

    assertThat(err.toString()).startsWith("--feast goes not with demo");
  }

  private void repository(String settings) throws IOException {
    var file = directory.resolve("feature_store.yaml");
    assertThat(Files.writeString(file, "project: golden\n" + settings)).exists();
  }

  private int run(String... arguments) {
    var before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return Main.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    } finally {
      System.setOut(before);
    }
  }
}
