package dev.penstock.online.postgres;

import dev.penstock.online.OnlineStore;
import dev.penstock.online.OnlineStoreContract;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The same on PostgreSQL 16, whose binaries Maven copies to `target`.
class OlderPostgresOnlineStoreTest extends OnlineStoreContract {
  private static final Path BINARIES = Path.of("target/test-servers/postgres-older.jar");

  private static Vertx vertx;
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    server =
        PostgresServer.builder()
            .setPgBinaryResolver((system, architecture) -> binaries("postgres-linux-x86_64.txz"))
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    done(vertx.close());
  }

  @Override
  protected OnlineStore open() throws Exception {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS feast CASCADE");
    }
    var config = PostgresServer.config(PostgresServer.server(server.getPort()));
    return new PostgresOnlineStore(vertx, config, PostgresServer.NOBODY);
  }

  private static InputStream binaries(String name) throws IOException {
    try (var jar = new ZipFile(BINARIES.toFile())) {
      return new ByteArrayInputStream(jar.getInputStream(jar.getEntry(name)).readAllBytes());
    }
  }
}
