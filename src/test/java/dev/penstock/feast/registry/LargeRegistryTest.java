package dev.penstock.feast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRegistryTest {
  private static final int VIEWS = 1_000;

  @TempDir private Path directory;

  @Test
  void thousandViewsAreReadFarWithinTheTimeOfAStart() throws Exception {
    var bytes = Samples.many("shop", VIEWS).toByteArray();
    var file = Files.write(directory.resolve("registry.db"), bytes);
    var reader = new FileRegistryReader(file, new Scope("shop", directory, false));

    long start = System.nanoTime();
    var definitions = reader.read().definitions();
    var took = Duration.ofNanos(System.nanoTime() - start);

    System.out.printf("%d views, %d bytes: %d ms%n", VIEWS, bytes.length, took.toMillis());
    assertThat(definitions.views()).hasSize(VIEWS);
    assertThat(took).isLessThan(Duration.ofSeconds(2));
  }
}
