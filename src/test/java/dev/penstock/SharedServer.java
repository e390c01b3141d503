package dev.penstock;

import static dev.penstock.postgres.PostgresServer.POSTGRES_18;

import dev.penstock.online.redis.LocalRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server on which several processes have their online store, and their leases.
sealed interface SharedServer extends AutoCloseable {
  /// What is in a configuration under `online`.
  String online() throws IOException;

  /// How processes reach the server.
  Map<String, String> environment();

  /// Removes the rows of all entities, and nothing else.
  ///
  /// @return how many values there were
  long wipe() throws Exception;

  @Override
  void close();

  /// Which servers there are to choose from.
  enum Kind {
    REDIS,
    POSTGRES;

    SharedServer start() throws Exception {
      return switch (this) {
        case REDIS -> new SharedRedis(Vertx.vertx(), LocalRedis.start());
        case POSTGRES -> SharedPostgres.emptied();
      };
    }
  }

  /// A Redis of its own.
  record SharedRedis(Vertx vertx, LocalRedis redis) implements SharedServer {
    @Override
    public String online() throws IOException {
      return section("online");
    }

    @Override
    public Map<String, String> environment() {
      return Map.of("PENSTOCK_ONLINE_SERVERS", "127.0.0.1:" + redis.port());
    }

    @Override
    public long wipe() throws Exception {
      String script =
          """
          local wiped = 0
          for _, key in ipairs(redis.call('KEYS', '*')) do
            if string.sub(key, 1, 9) ~= 'penstock:' then wiped = wiped + redis.call('DEL', key) end
          end
          return wiped\
          """;
      return redis.call(vertx, Command.EVAL, script, 0).toLong();
    }

    @Override
    public void close() {
      redis.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /// A schema of the PostgreSQL that tests share.
  record SharedPostgres(String schema) implements SharedServer {
    private static final String TABLE = "test_of_rider";

    static SharedPostgres emptied() throws Exception {
      var server = new SharedPostgres("schedules_it");
      POSTGRES_18.empty(server.schema());
      return server;
    }

    @Override
    public String online() throws IOException {
      var lines = new ArrayList<>(section("offline").lines().toList());
      lines.removeIf(line ->
          line.matches(" +(maxWaitingBytes|identityRetention|misfits|scans|scanTimeout): .*"));
      lines.set(0, "online:");
      lines.addAll(
          List.of(
              "  entityKeyVersion: 3",
              "  newestWins: true",
              "  shiftedTimeZone: UTC",
              "  vectors: false"));
      return String.join("\n", lines);
    }

    @Override
    public Map<String, String> environment() {
      return Map.of(
          "PENSTOCK_ONLINE_HOST", "127.0.0.1",
          "PENSTOCK_ONLINE_PORT", Integer.toString(POSTGRES_18.port()),
          "PENSTOCK_ONLINE_DATABASE", "postgres",
          "PENSTOCK_ONLINE_SCHEMA", schema,
          "PENSTOCK_ONLINE_USER", "postgres",
          "PENSTOCK_ONLINE_PASSWORD", "secret");
    }

    @Override
    public long wipe() throws Exception {
      var count = POSTGRES_18.rows("SELECT count(*) FROM %s.%s".formatted(schema, TABLE));
      POSTGRES_18.execute("TRUNCATE %s.%s".formatted(schema, TABLE));
      return ((Number) count.getFirst().getFirst()).longValue();
    }

    @Override
    public void close() {}
  }

  /// A part of `verticles-config/production.yaml`.
  private static String section(String name) throws IOException {
    return TestConfig.section(Files.readString(Path.of("verticles-config/production.yaml")), name);
  }
}
