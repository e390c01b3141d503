package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.feast.proto.FeatureViewState;
import dev.penstock.feast.proto.MaterializationInterval;
import dev.penstock.feast.proto.Registry;
import dev.penstock.yaml.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryTest {
  @TempDir private Path directory;

  @Test
  void aMissingFileIsNamedWithWhatToDo() {
    Path file = directory.resolve("registry.db");

    assertThatThrownBy(() -> new FileRegistryReader(file, Golden.SCOPE).read())
        .isInstanceOf(InvalidFileException.class)
        .hasMessage(file + ": there is no such file; run `feast apply`");
  }

  @Test
  void aFileOfSomethingElseIsNamed() throws Exception {
    Path file = Files.writeString(directory.resolve("registry.db"), "project: shop\n");

    assertThatThrownBy(() -> new FileRegistryReader(file, Golden.SCOPE).read())
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(file + ": is no registry of Feast");
  }

  @Test
  void aMaterializationIsNoChangeOfTheDefinitions() throws Exception {
    var registry = Registry.parseFrom(Files.readAllBytes(Golden.FILE));
    var file = Files.write(directory.resolve("registry.db"), registry.toByteArray());
    var reader = new FileRegistryReader(file, Golden.SCOPE);
    String before = reader.state();
    var materialized = registry.toBuilder().setVersionId("another");
    materialized
        .getFeatureViewsBuilder(0)
        .getMetaBuilder()
        .setState(FeatureViewState.MATERIALIZING)
        .addMaterializationIntervals(MaterializationInterval.getDefaultInstance());

    assertThat(Files.write(file, materialized.build().toByteArray())).exists();

    assertThat(reader.state()).isEqualTo(before);
    materialized.getFeatureViewsBuilder(0).getSpecBuilder().setOnline(false);
    assertThat(Files.write(file, materialized.build().toByteArray())).exists();
    assertThat(reader.state()).isNotEqualTo(before);
  }

  /// What is cut off is either no message any more, or lacks the project, which comes behind all
  /// but the label views.
  @Property(tries = 20)
  void noPartOfAFilePassesForTheWhole(@ForAll @IntRange(max = 15_154) int length) throws Exception {
    var whole = Files.readAllBytes(Golden.FILE);
    Path file = Files.createTempFile("registry", ".db");
    try {
      var part = Files.write(file, Arrays.copyOf(whole, length));

      try {
        var read = new FileRegistryReader(part, Golden.SCOPE).read();
        assertThat(read.definitions().views()).hasSizeBetween(9, 10);
      } catch (InvalidFileException refused) {
        assertThat(refused.problems()).isNotEmpty();
      }
    } finally {
      Files.delete(file);
    }
  }
}
