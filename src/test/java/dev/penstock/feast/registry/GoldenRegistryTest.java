package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.feast.proto.Registry;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.registry.DefinitionsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenRegistryTest {
  private static final Path YAML = Golden.DIRECTORY.resolve("definitions.yaml");

  @TempDir private Path directory;

  @Test
  void fileRegistryDefinesWhatTheSameRepositoryInYamlDoes() {
    var read = file().read();

    assertThat(Golden.facts(read.definitions()))
        .isEqualTo(Golden.facts(DefinitionsFile.read(YAML)));
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void sqlRegistryDefinesWhatTheFileDoes() throws Exception {
    var copy =
        Files.copy(Golden.DIRECTORY.resolve("registry-sql.sqlite"), directory.resolve("sql.db"));
    var config =
        new RegistryConfig.Sql(
            "sql.db",
            RegistryConfig.Dialect.SQLITE,
            "jdbc:sqlite:" + copy,
            Map.of(),
            Duration.ofMinutes(10));

    try (var reader = new SqlRegistryReader(config, Golden.SCOPE, InstantSource.system())) {
      assertThat(Golden.facts(reader.read().definitions()))
          .isEqualTo(Golden.facts(file().read().definitions()));
    }
  }

  @Test
  void sourcesAreFilesBelowTheRepository() {
    var sources = file().read().definitions().batchSources();

    assertThat(sources.get("trips_file").origin())
        .isEqualTo(new Origin.Files(Path.of("/repo/data/trips.parquet")));
  }

  @Test
  void unknownFieldsSurvive() throws Exception {
    var bytes = Files.readAllBytes(Golden.FILE);

    var written = Registry.parseFrom(bytes).toByteArray();

    assertThat(Registry.parseFrom(written)).isEqualTo(Registry.parseFrom(bytes));
    // Fields may come in another order, but none is lost.
    assertThat(written).hasSameSizeAs(bytes);
    assertThat(Registry.parseFrom(bytes).getUnknownFields().asMap()).containsKey(16);
  }

  private static FileRegistryReader file() {
    return new FileRegistryReader(Golden.FILE, Golden.SCOPE);
  }
}
