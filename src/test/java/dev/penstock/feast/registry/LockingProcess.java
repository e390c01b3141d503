package dev.penstock.feast.registry;

import dev.penstock.work.PathLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// Has the lock of a file until it is killed, and says so once it has.
///
/// ```text
/// java … LockingProcess FILE
/// ```
final class LockingProcess {
  private LockingProcess() {}

  public static void main(String[] arguments) throws Exception {
    try (var _ = PathLock.acquire(Path.of(arguments[0]), Duration.ofSeconds(10))) {
      System.out.println("locked");
      new CountDownLatch(1).await();
    }
  }

  static Process start(Path file) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LockingProcess.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"locked".equals(process.inputReader().readLine())) {
      throw new IllegalStateException("the other process has not locked " + file);
    }
    return process;
  }
}
