package dev.penstock.conformance;

import dev.penstock.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/// The servers that the suite in `src/test/python` needs, without Docker: starts a Redis and a
/// PostgreSQL on free ports, prints both as JSON, and stops them when its input ends, which it does
/// with whoever started it.
final class Servers {
  private Servers() {}

  /// Serves until its input ends.
  ///
  /// @param arguments the directory below which PostgreSQL keeps its files
  public static void main(String... arguments) throws IOException {
    int redisPort = FreePorts.next();
    var redis = redis(redisPort);
    redis.start();
    try (var postgres = postgres(Path.of(arguments[0]))) {
      System.out.printf("{\"redis\": %d, \"postgres\": %d}%n", redisPort, postgres.getPort());
      System.in.transferTo(OutputStream.nullOutputStream());
    } finally {
      redis.stop();
    }
  }

  private static RedisServer redis(int port) throws IOException {
    return new RedisServerBuilder()
        .port(port)
        .setting("save \"\"")
        .setting("appendonly no")
        .build();
  }

  /// Feast writes times without a zone, which are right only where sessions are in UTC.
  private static EmbeddedPostgres postgres(Path directory) throws IOException {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(directory.toAbsolutePath().toFile())
        .setServerConfig("fsync", "off")
        .setServerConfig("timezone", "UTC")
        .start();
  }
}
