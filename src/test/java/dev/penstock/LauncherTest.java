package dev.penstock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `penstock`.
class LauncherTest {
  @TempDir private Path jdk;

  @Test
  void aJdkThatIsTooOldIsToldAndNoOtherTaken() throws Exception {
    var java = Files.createDirectory(jdk.resolve("bin")).resolve("java");
    var _ = Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 17' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    assertThat(refusal())
        .isEqualTo(
            "penstock: PENSTOCK_JAVA_HOME is %s, where there is a Java 17.".formatted(jdk)
                + " Let it name a JDK 25 or newer, or unset it.\n");
  }

  @Test
  void aDirectoryWithoutJavaIsTold() throws Exception {
    assertThat(refusal()).contains(jdk + ", where there is no bin/java.");
  }

  private String refusal() throws IOException, InterruptedException {
    var builder = new ProcessBuilder("./penstock", "--version").redirectErrorStream(true);
    builder.environment().put("PENSTOCK_JAVA_HOME", jdk.toString());
    var process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(told).isEqualTo(2);
    return told;
  }
}
