package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRegistryTest {
  private static final int VIEWS = 1_000;

  @TempDir private Path directory;

  @Test
  void thousandViewsAreRead() throws Exception {
    var bytes = Samples.many("shop", VIEWS).toByteArray();
    var file = Files.write(directory.resolve("registry.db"), bytes);
    var reader = new FileRegistryReader(file, new Scope("shop", directory, false));

    var definitions = reader.read().definitions();

    assertThat(definitions.views()).hasSize(VIEWS);
    assertThat(definitions.consumers("push_0")).hasSize(10);
  }
}
